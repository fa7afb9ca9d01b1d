/** Threads for sleeping evaluations, and the subject that they are about. */
import { join } from "node:path";
import type { EvaluationPool, EvaluationSubject } from "../explore/runs/pool.ts";
import { subjectKey } from "../explore/runs/run.ts";
import { ThreadPool } from "../explore/runs/threads/thread-pool.ts";

export const benchProgram = { version: "bench", revision: "bench" };

export const sleepingThreads = (threads: number): ThreadPool =>
  new ThreadPool({
    threads,
    file: join(import.meta.dirname, "sleeping-thread.ts"),
    nodeArguments: [
      "--import",
      `data:text/javascript,import { register } from ${JSON.stringify(import.meta.resolve("tsx/esm/api"))}; register();`,
    ],
    mostMilliseconds: 60_000,
    clock: () => performance.timeOrigin + performance.now(),
  });

const description = { kind: "sleeping", parameters: {}, files: {} };
const subject: EvaluationSubject = { key: subjectKey(description), description, files: new Map() };

export interface Spent {
  readonly wallMilliseconds: number;
  /** Inside the evaluations. */
  readonly evaluationMilliseconds: number;
}

/** So many evaluations, all asked for at once, as a strategy asks for a batch. */
export const evaluateMany = async (pool: EvaluationPool, count: number, round: number): Promise<Spent> => {
  const start = performance.now();
  const results = await Promise.all(
    Array.from({ length: count }, (_, i) =>
      pool.evaluate({ name: `bench-${process.pid}-${round}-${i}`, subject, encoding: [round, i] }),
    ),
  );
  const wallMilliseconds = performance.now() - start;
  const took = results.map(result => ("metrics" in result ? Number(result.metrics["took"]) : Number.NaN));
  return { wallMilliseconds, evaluationMilliseconds: took.reduce((sum, each) => sum + each, 0) };
};
