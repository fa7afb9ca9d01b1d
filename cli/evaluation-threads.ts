/** The threads that evaluate designs on this machine. */
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { ThreadPool } from "../explore/runs/threads/thread-pool.ts";
import { CompileError } from "../support/diagnostic.ts";
import type { ThreadSurroundings } from "./evaluation-thread.ts";
import type { Host } from "./host.ts";
import { brokenNumber } from "./messages.ts";

export interface ThreadOptions {
  readonly workers?: string;
  readonly timeLimit: string;
  readonly cache: boolean;
}

/** In seconds; mapping a large network on a machine that was never seen may take minutes. */
export const defaultTimeLimit = "600";

export const threadCount = ({ workers }: ThreadOptions): number =>
  workers === undefined ? availableParallelism() : wholeNumber("--workers", workers, 1, 1024);

export const timeLimitOf = ({ timeLimit }: ThreadOptions): number =>
  wholeNumber("--time-limit", timeLimit, 1, 1_000_000);

/** @throws CompileError where the text is no whole number within the bounds. */
export const wholeNumber = (option: string, text: string, least: number, most: number): number => {
  const number = Number(text);
  if (/^\d{1,15}$/.test(text) && number >= least && number <= most) return number;
  throw new CompileError([brokenNumber(option, text, `a whole number from ${least} to ${most}`)]);
};

export const startThreads = async (
  { cacheFolder, calendarClock }: Host,
  threads: number,
  limitSeconds: number,
  cache: boolean,
): Promise<ThreadPool> => {
  const { ThreadPool } = await import("../explore/runs/threads/thread-pool.ts");
  const surroundings: ThreadSurroundings = { cacheFolder: cache ? (cacheFolder ?? null) : null };
  const isSource = import.meta.url.endsWith(".ts");
  return new ThreadPool({
    threads,
    file: fileURLToPath(new URL(isSource ? "evaluation-thread.ts" : "evaluation-thread.js", import.meta.url)),
    nodeArguments: isSource ? typescriptArguments() : [],
    data: surroundings,
    mostMilliseconds: limitSeconds * 1000,
    clock: calendarClock,
  });
};

/**
 * In a clone the thread's file is TypeScript, as this one is. `--import tsx` does nothing in a thread of a process that has it already
 * (tsx 4.23 on Node 20); its own register does.
 */
const typescriptArguments = (): readonly string[] => {
  const api = JSON.stringify(import.meta.resolve("tsx/esm/api"));
  return ["--import", `data:text/javascript,import { register } from ${api}; register();`];
};
