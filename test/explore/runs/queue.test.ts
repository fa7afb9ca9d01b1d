/** Evaluations on other machines: whatever dies or forgets on the way, the run ends as it does on one machine. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test, onTestFinished } from "vitest";
import { QueuePool } from "../../../explore/runs/queue/queue-pool.ts";
import { serve } from "../../../explore/runs/queue/serve.ts";
import { RunStore, type StoredDesign } from "../../../explore/runs/store/run-store.ts";
import { CompileError } from "../../../support/diagnostic.ts";
import { scratchFolder } from "../../support/command-line.ts";
import { canRestartRedis, hasRedis, ownRedis, redisAddress } from "../../support/redis.ts";
import { analytic, type AnalyticParameters } from "./analytic.ts";
import { inline, program, quickTiming, runToEnd, settingsOf } from "./running.ts";

const small: AnalyticParameters = { choices: 4, values: 6, milliseconds: 10 };

const searchesOf = (parameters: AnalyticParameters) => [
  settingsOf(analytic(parameters)),
  settingsOf(analytic(parameters), { seed: 2 }),
];

const begun = (parameters: AnalyticParameters, searches = searchesOf(parameters)) => {
  const folder = scratchFolder();
  return { folder, store: RunStore.begin(folder, { identity: "run", program: "0" }, searches) };
};

const resultOf = (folder: string): readonly (readonly StoredDesign[])[] => {
  const store = RunStore.read(folder);
  const designs = store.searches().map(({ position }) => store.designs(position));
  store.close();
  return designs;
};

/** What the same searches come to in this very process. */
const expectedOf = async (parameters: AnalyticParameters) => {
  const { folder, store } = begun(parameters);
  await runToEnd(store, inline(1, 0));
  return resultOf(folder);
};

const openPool = (address: string, patienceSeconds = 20): Promise<QueuePool> =>
  QueuePool.open({ address, run: "run", program, timing: quickTiming, patienceSeconds });

const patient = 60_000;
/** What hangs has to be given up. */
const hasty = 1000;

/** Resolves when the worker takes jobs. */
const startWorker = (address: string, threads = 1, mostMilliseconds = patient): Promise<ChildProcess> =>
  new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [
        "--import",
        import.meta.resolve("tsx"),
        join(import.meta.dirname, "worker.ts"),
        address,
        String(threads),
        String(mostMilliseconds),
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    onTestFinished(() => void child.kill("SIGKILL"));
    child.stdout.once("data", () => resolve(child));
    child.once("exit", () => reject(new Error("the worker ended before it was ready")));
  });

const codesOf = async (action: Promise<unknown>): Promise<readonly string[]> => {
  try {
    await action;
    return [];
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    return error.diagnostics.map(({ code }) => code);
  }
};

describe.runIf(hasRedis)("a queue", () => {
  test("gives the same result as one thread, with two workers of different size", async () => {
    const address = await redisAddress();
    await Promise.all([startWorker(address, 1), startWorker(address, 2)]);
    const { folder, store } = begun(small);
    const pool = await openPool(address);
    expect(await pool.workers()).toBe(2);
    await runToEnd(store, pool);
    expect(resultOf(folder)).toEqual(await expectedOf(small));
    const read = RunStore.read(folder);
    const workers = new Set(read.spans().map(({ worker }) => worker.replace(/\d+/, "N")));
    read.close();
    expect([...workers].every(worker => /^process N thread [12]$/.test(worker))).toBe(true);
    expect(workers.size).toBeGreaterThan(0);
  });

  test("hands the job of a worker that is killed to another", async () => {
    const address = await redisAddress();
    const [victim] = await Promise.all([startWorker(address), startWorker(address)]);
    const { folder, store } = begun(small);
    let count = 0;
    await runToEnd(store, await openPool(address), () => {
      if (++count === 20) victim.kill("SIGKILL");
    });
    expect(victim.signalCode).toBe("SIGKILL");
    expect(resultOf(folder)).toEqual(await expectedOf(small));
  });

  test("gives up a design that throws, hangs, or kills whatever worker takes it, and evaluates the others", async () => {
    const address = await redisAddress();
    const parameters: AnalyticParameters = {
      choices: 2,
      values: 3,
      traps: { "0,0": "throw", "1,1": "hang", "2,2": "kill" },
    };
    const over = new AbortController();
    const keepServing = async (): Promise<void> => {
      while (!over.signal.aborted) {
        const worker = await startWorker(address, 1, hasty);
        await new Promise(resolve => worker.once("exit", resolve));
      }
    };
    const { folder, store } = begun(parameters, searchesOf(parameters).slice(0, 1));
    const serving = keepServing().catch(() => undefined);
    await runToEnd(store, await openPool(address));
    over.abort();
    void serving;
    const [first] = resultOf(folder);
    const failed = first!.filter(({ hasFailed }) => hasFailed);
    expect(Object.fromEntries(failed.map(({ key, outcome }) => [key, "reason" in outcome && outcome.reason]))).toEqual({
      "0,0": "its evaluation failed: the trap was sprung",
      "1,1": "its evaluation failed: it did not end within 1 s",
      "2,2": "its evaluation failed: it ended every worker that was at it",
    });
    expect(first).toHaveLength(9);
  }, 300_000);

  test("a run that is broken off goes on with its own jobs under the same names", async () => {
    const address = await redisAddress();
    await startWorker(address, 2);
    const { folder, store } = begun(small);
    const pool = await openPool(address);
    let count = 0;
    const broken = runToEnd(store, pool, () => {
      if (++count === 13) void pool.close();
    });
    await expect(broken).rejects.toThrow("the queue was closed");
    await runToEnd(RunStore.resume(folder), await openPool(address));
    expect(resultOf(folder)).toEqual(await expectedOf(small));
  });

  test("programs of other versions find nobody, and say so on both sides", async () => {
    const address = await redisAddress();
    const other = { version: "9.9.9", revision: "other" };
    const pool = await openPool(address);
    const { signal } = new AbortController();
    const served = serve({
      address,
      program: other,
      name: "other",
      pool: inline(1, 0),
      threads: 1,
      clock: () => 0,
      stop: signal,
      onReady: () => undefined,
      onDone: () => undefined,
    });
    expect(await codesOf(served)).toEqual(["QUEUE_OTHER_PROGRAM"]);
    await pool.close();
    await startWorker(address);
    expect(await codesOf(QueuePool.open({ address, run: "run", program: other }))).toEqual(["QUEUE_OTHER_PROGRAM"]);
  });
});

describe.runIf(canRestartRedis)("a Redis that is restarted", () => {
  test("loses no finished result, though it has forgotten everything", async () => {
    const server = await ownRedis();
    await startWorker(server.address, 2);
    const { folder, store } = begun(small);
    let count = 0;
    let restarted: Promise<void> | undefined;
    await runToEnd(store, await openPool(server.address), () => {
      if (++count === 15) restarted = server.stop().then(server.start);
    });
    await restarted;
    expect(resultOf(folder)).toEqual(await expectedOf(small));
  });

  test("and does not come back ends the run in words, with all that was stored", async () => {
    const server = await ownRedis();
    await startWorker(server.address);
    const { folder, store } = begun(small);
    let count = 0;
    const ended = runToEnd(store, await openPool(server.address, 3), () => {
      if (++count === 15) void server.stop();
    });
    expect(await codesOf(ended)).toEqual(["QUEUE_LOST"]);
    expect(resultOf(folder).flat().length).toBeGreaterThanOrEqual(15);
  });
});

describe("an address", () => {
  test.each([
    ["redis://127.0.0.1:1", "QUEUE_UNREACHABLE"],
    ["redis://nowhere.invalid:6379", "QUEUE_UNREACHABLE"],
    ["localhost:6379", "QUEUE_ADDRESS"],
    ["http://localhost", "QUEUE_ADDRESS"],
    ["", "QUEUE_ADDRESS"],
  ])("%s is refused at once", async (address, code) => {
    expect(await codesOf(openPool(address))).toEqual([code]);
  });

  test("passwords are never printed", async () => {
    const failure = openPool("redis://me:secret@127.0.0.1:1").catch((error: unknown) => String(error));
    expect(await failure).not.toContain("secret");
  });
});
