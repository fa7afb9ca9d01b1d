/** Runs the built program as a user does and measures the whole process from outside. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Usage {
  readonly wallSeconds: number;
  /** User and system time of all threads. */
  readonly cpuSeconds: number;
  readonly peakBytes: number;
}

export interface Summary {
  readonly least: number;
  readonly median: number;
}

const root = join(import.meta.dirname, "..");

/**
 * Wall time from start to exit, CPU time and peak memory of `mortise` with the given arguments.
 * @throws Error where it exits with none of `statuses`.
 */
export const measureMortise = (
  commandLine: readonly string[],
  usageFile: string,
  statuses: readonly number[] = [0],
): Usage => {
  const preload = ["--import", join(root, "bench/report-usage.js")];
  // Every run searches anew: what an earlier one found would be measured as nothing.
  const cache = mkdtempSync(join(tmpdir(), "mortise-bench-cache-"));
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [...preload, join(root, "dist/cli/main.js"), ...commandLine], {
    env: { ...process.env, BENCH_USAGE: usageFile, XDG_CACHE_HOME: cache },
    maxBuffer: 2 ** 28,
  });
  const wallSeconds = (performance.now() - start) / 1000;
  rmSync(cache, { recursive: true, force: true });
  if (status === null || !statuses.includes(status))
    throw new Error(`mortise ${commandLine.join(" ")} exits with ${status}: ${stderr.toString()}`);
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(readFileSync(usageFile, "utf8")) as NodeJS.ResourceUsage;
  return { wallSeconds, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakBytes: maxRSS * 1024 };
};

export const summarize = (values: readonly number[]): Summary => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  const median = sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
  return { least: sorted[0] ?? Number.NaN, median };
};
