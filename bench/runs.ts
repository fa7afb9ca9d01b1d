/** What it costs to keep outcomes, to hand designs to threads, and to hand them to workers behind a queue. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { Redis } from "ioredis";
import { filesOf } from "../explore/evaluate/evaluator-of.ts";
import type { EvaluationPool, EvaluationSubject } from "../explore/runs/pool.ts";
import { QueuePool } from "../explore/runs/queue/queue-pool.ts";
import { subjectKey } from "../explore/runs/run.ts";
import { describeSpecification, tellSpecification } from "../explore/runs/specification.ts";
import { RunStore } from "../explore/runs/store/run-store.ts";
import { ThreadPool } from "../explore/runs/threads/thread-pool.ts";
import { readSpec } from "../explore/spec/read-spec.ts";
import { randomStream } from "../support/random.ts";
import { sha256 } from "../support/hash.ts";
import type { Row } from "./row.ts";
import { benchProgram, evaluateMany, sleepingThreads, type Spent } from "./sleeping-threads.ts";

const rounds = 7;
const perRound = 100;
const overheadBound = 10;
const speedupBound = 1.7;

export const runRows = async (): Promise<readonly Row[]> => [
  storeRow(),
  ...(await threadRows()),
  ...(await queueRows()),
];

const storeRow = (): Row => {
  const folder = mkdtempSync(join(tmpdir(), "mortise-bench-run-"));
  const evaluator = { kind: "sleeping", parameters: {}, files: {} };
  const settings = { name: "bench", role: "search", strategy: "random", seed: 0, budget: 1e6, evaluator } as const;
  const store = RunStore.begin(folder, { identity: "bench", program: "bench" }, [settings]);
  const metrics = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`metric${i}`, Math.PI * i]));
  let number = 0;
  const values = Array.from({ length: rounds }, () => {
    const start = process.cpuUsage();
    for (let i = 0; i < 1000; i++) {
      number++;
      const encoding = [number, 1, 2, 3, 4, 5, 6, 7, 8];
      const outcome = { kind: "measured", encoding, scores: [1.5, 2.5, -0.9], violations: [0, 0, 0] } as const;
      store.addDesign(1, { number, key: encoding.join(), outcome, metrics, hasFailed: false });
    }
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1e6;
  });
  store.close();
  rmSync(folder, { recursive: true });
  return { question: "store: CPU time of an outcome", values, unit: "ms", digits: 3 };
};

/** Percent of the evaluations' own time, with one thread at work. */
const overheads = async (pool: EvaluationPool): Promise<readonly number[]> => {
  await evaluateMany(pool, 10, -1);
  const spent: Spent[] = [];
  for (let round = 0; round < rounds; round++) spent.push(await evaluateMany(pool, perRound, round));
  return spent.map(
    ({ wallMilliseconds, evaluationMilliseconds }) =>
      (100 * (wallMilliseconds - evaluationMilliseconds)) / evaluationMilliseconds,
  );
};

const threadRows = async (): Promise<readonly Row[]> => {
  const pool = sleepingThreads(1);
  const values = await overheads(pool);
  await pool.close();
  return [{ question: "a thread: overhead at 20 ms per design", values, unit: "%", bound: overheadBound }];
};

const queueRows = async (): Promise<readonly Row[]> => {
  if (spawnSync("redis-server", ["--version"]).status !== 0) {
    console.log("a queue: not measured, there is no redis-server");
    return [];
  }
  const port = await freePort();
  const address = `redis://127.0.0.1:${port}`;
  const redis = spawn("redis-server", ["--port", String(port), "--bind", "127.0.0.1", "--save", ""], {
    stdio: "ignore",
  });
  await setTimeout(1000);
  const worker = spawn(
    process.execPath,
    ["--import", import.meta.resolve("tsx"), join(import.meta.dirname, "sleeping-worker.ts"), address, "1"],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const said: string[] = [];
  worker.stdout.on("data", chunk => said.push(String(chunk)));
  await new Promise(resolve => worker.stdout.once("data", resolve));
  try {
    const pool = await QueuePool.open({ address, run: "bench", program: benchProgram });
    const start = process.cpuUsage();
    const values = await overheads(pool);
    const { user, system } = process.cpuUsage(start);
    const redisSeconds = await cpuSecondsOf(address);
    await pool.close();
    const designs = rounds * perRound + 10;
    return [
      { question: "a queue: overhead at 20 ms per design", values, unit: "%", bound: overheadBound },
      { question: "a queue: CPU time of the run per design", values: [(user + system) / 1000 / designs], unit: "ms" },
      { question: "a queue: CPU time of Redis per design", values: [(1000 * redisSeconds) / designs], unit: "ms" },
    ];
  } finally {
    const ended = new Promise(resolve => worker.once("exit", resolve));
    worker.kill("SIGTERM");
    await ended;
    redis.kill();
    // Threads and start-up are in it.
    console.log(`a queue: CPU time of the worker, start-up included: ${said.at(-1)?.trim() ?? ""} s`);
  }
};

const cpuSecondsOf = async (address: string): Promise<number> => {
  const redis = new Redis(address);
  const info = await redis.info("cpu");
  redis.disconnect();
  return [...info.matchAll(/^used_cpu_(?:sys|user):([\d.]+)/gm)].reduce((sum, [, seconds]) => sum + Number(seconds), 0);
};

const freePort = (): Promise<number> =>
  new Promise(resolve => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });

const designs = 300;

/** Networks of NAS-Bench-201 on one of its machines, with all mappings known: designs per second of one thread and of two. */
export const speedupRows = async (): Promise<readonly Row[]> => {
  const data = process.env["MORTISE_DATA"] ?? join(import.meta.dirname, "../../shared/data");
  const path = join(dirname(data), "specs/nas-bench-201.mortise");
  if (!existsSync(path)) {
    console.log(`designs per second: not measured, there is no ${path}`);
    return [];
  }
  const subject = subjectAt(path);
  const { space } = tellSpecification(subject.description);
  const stream = randomStream(1);
  const encodings = Array.from({ length: designs }, () =>
    space.canonical(
      space.choices.map(choice => (choice.kind === "real" ? 0 : stream.integer(0, choice.values.length - 1))),
    ),
  );
  const pools = [1, 2].map(threads => ({ threads, pool: nasThreads(threads) }));
  const rates = new Map<number, number[]>([
    [1, []],
    [2, []],
  ]);
  // Twice before it counts, so that every thread has met the layers; then turn by turn, so that both see the same machine.
  for (let round = 0; round < rounds + 2; round++)
    for (const { threads, pool } of pools) {
      const start = performance.now();
      await Promise.all(
        encodings.map((encoding, i) => pool.evaluate({ name: `${threads}-${round}-${i}`, subject, encoding })),
      );
      if (round >= 2) rates.get(threads)?.push((1000 * designs) / (performance.now() - start));
    }
  for (const { pool } of pools) await pool.close();
  const [one = [], two = []] = [rates.get(1), rates.get(2)];
  return [
    { question: "NAS-Bench-201, warm: designs per second, one thread", values: one, unit: "/s" },
    { question: "NAS-Bench-201, warm: designs per second, two threads", values: two, unit: "/s" },
    {
      question: "NAS-Bench-201, warm: two threads over one",
      values: two.map((rate, i) => rate / (one[i] ?? Number.NaN)),
      unit: "x",
      atLeast: speedupBound,
    },
  ];
};

/** One machine of the sixteen, so that its mappings are soon known. */
const settled: Readonly<Record<string, string>> = {
  template: "template nvdla",
  pes: "pes 128",
  buffer: "buffer 64 KiB",
};

const subjectAt = (path: string): EvaluationSubject => {
  const text = readFileSync(path, "utf8").replaceAll(
    /(template|pes|buffer) +in .*/g,
    (_, name: string) => settled[name] ?? "",
  );
  const { spec } = readSpec(path, text, { exists: existsSync, namesIn: () => [] });
  const files = new Map(filesOf(spec).map(file => [file.path, new Uint8Array(readFileSync(file.path))]));
  const hashes = Object.fromEntries([...files].map(([name, bytes]) => [name, sha256(bytes)]));
  const description = describeSpecification({ path, text }, hashes);
  return { key: subjectKey(description), description, files };
};

/** As built, with the mappings that the user's cache has. */
const nasThreads = (threads: number): ThreadPool =>
  new ThreadPool({
    threads,
    file: join(import.meta.dirname, "../dist/cli/evaluation-thread.js"),
    nodeArguments: [],
    data: { cacheFolder: join(process.env["XDG_CACHE_HOME"] ?? join(process.env["HOME"] ?? "", ".cache"), "mortise") },
    mostMilliseconds: 600_000,
    clock: () => performance.timeOrigin + performance.now(),
  });
