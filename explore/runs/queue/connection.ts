/** A connection to Redis that fails at once where there is none, and gives up after a while where it is lost. */
import { Redis } from "ioredis";
import { CompileError } from "../../../support/diagnostic.ts";
import { systemErrorCode } from "../../../support/system-error.ts";
import { queueAddress, queueLost, queueUnreachable } from "../messages.ts";

export interface QueueConnection {
  readonly redis: Redis;
  /** For people: without a password. */
  readonly address: string;
  /** Rejects when the connection is lost for good. */
  readonly lost: Promise<never>;
}

/** A restart of Redis takes seconds; whoever waits for longer wants to know. */
export const defaultPatienceSeconds = 60;
const connectMilliseconds = 5000;
const retryMilliseconds = 500;

/** @throws CompileError where the address is none, or nothing that we can talk to answers there. */
export const connectTo = async (given: string, patienceSeconds = defaultPatienceSeconds): Promise<QueueConnection> => {
  const address = addressOf(given);
  let isConnected = false;
  const tries = Math.ceil((patienceSeconds * 1000) / retryMilliseconds);
  const redis = new Redis(given, {
    lazyConnect: true,
    connectTimeout: connectMilliseconds,
    // BullMQ asks for it: its blocking commands outlive a restart.
    maxRetriesPerRequest: null,
    retryStrategy: times => (isConnected && times <= tries ? retryMilliseconds : null),
  });
  let last: Error | undefined;
  redis.on("error", (error: Error) => (last = error));
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    redis.disconnect();
    throw new CompileError([queueUnreachable(address, reasonOf(last ?? error))]);
  }
  isConnected = true;
  const lost = new Promise<never>((_, reject) => {
    redis.once("end", () => reject(new CompileError([queueLost(address, patienceSeconds)])));
  });
  // Whoever waits for nothing at the moment is not to be ended by it.
  lost.catch(() => undefined);
  return { redis, address, lost };
};

const addressOf = (given: string): string => {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url === undefined || !/^rediss?:$/.test(url.protocol) || url.hostname === "")
    throw new CompileError([queueAddress(given.replace(/:[^:@/]*@/, ":…@"))]);
  return `${url.protocol}//${url.host}${url.pathname === "/" ? "" : url.pathname}`;
};

const phrases: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ETIMEDOUT: "no answer",
  ENOTFOUND: "there is no machine of this name",
  EAI_AGAIN: "the name can't be looked up",
  ECONNRESET: "it hung up",
  EHOSTUNREACH: "there is no way to this machine",
  ENETUNREACH: "there is no way to this network",
};

const reasonOf = (error: unknown): string => {
  const code = systemErrorCode(error);
  if (code !== undefined) return phrases[code] ?? `the system reports ${code}`;
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
};
