/** Redis servers for tests: one of the test's own where redis-server is installed, else the one that `MORTISE_REDIS` names. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { setTimeout } from "node:timers/promises";
import { onTestFinished } from "vitest";
import { Redis } from "ioredis";

const isInstalled = spawnSync("redis-server", ["--version"]).status === 0;
const given = process.env["MORTISE_REDIS"];

/** Can a server be ended and begun again? */
export const canRestartRedis = isInstalled;
export const hasRedis = isInstalled || given !== undefined;
if (!hasRedis) console.warn("Tests of the queue are skipped: install redis-server, or name one by MORTISE_REDIS.");

export interface RedisServer {
  readonly address: string;
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** An empty server, which keeps nothing on disk and is gone after the test. */
export const ownRedis = async (): Promise<RedisServer> => {
  const port = await freePort();
  const address = `redis://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  const stop = async (): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise(resolve => child?.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  };
  const start = async (): Promise<void> => {
    const options = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
    child = spawn("redis-server", options, { stdio: "ignore" });
    await answering(address);
  };
  await start();
  onTestFinished(stop);
  return { address, stop, start };
};

let nextDatabase = 1;

/** The address of an empty database. */
export const redisAddress = async (): Promise<string> => {
  if (isInstalled) return (await ownRedis()).address;
  const address = `${(given ?? "").replace(/\/\d*$/, "")}/${nextDatabase++}`;
  const redis = new Redis(address);
  await redis.flushdb();
  await redis.quit();
  return address;
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });

const answering = async (address: string): Promise<void> => {
  for (let tries = 0; tries < 200; tries++) {
    const redis = new Redis(address, { lazyConnect: true, retryStrategy: () => null });
    redis.on("error", () => undefined);
    try {
      await redis.connect();
      await redis.ping();
      return;
    } catch {
      await setTimeout(50);
    } finally {
      redis.disconnect();
    }
  }
  throw new Error(`redis-server does not answer at ${address}`);
};
