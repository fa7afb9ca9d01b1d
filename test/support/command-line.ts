/** Runs command lines inside the test's process, with streams that remember what was written. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Host, Sink } from "../../cli/host.ts";
import { run } from "../../cli/run.ts";

export interface Surroundings {
  /** Are standard output and standard error a terminal of this width? */
  readonly columns?: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly temporaryFolder?: string;
  /** None where absent. */
  readonly cacheFolder?: string;
  /** Milliseconds that pass between two looks at the clock. */
  readonly tick?: number;
}

export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Exit code and output of `mortise ...commandLine`. */
export const mortise = async (commandLine: readonly string[], surroundings: Surroundings = {}): Promise<Outcome> => {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const exitCode = await run(commandLine, recordingHost(stdout, stderr, surroundings));
  return { exitCode, stdout: stdout.join(""), stderr: stderr.join("") };
};

export const recordingHost = (stdout: string[], stderr: string[], surroundings: Surroundings = {}): Host => {
  const { columns, environment = {}, temporaryFolder = "/nonexistent", cacheFolder, tick = 0 } = surroundings;
  const sink = (written: string[]): Sink => ({
    write: text => void written.push(text),
    isTerminal: columns !== undefined,
    columns,
  });
  let now = 0;
  return {
    stdout: sink(stdout),
    stderr: sink(stderr),
    environment,
    temporaryFolder,
    cacheFolder,
    clock: () => (now += tick),
    calendarClock: () => Date.now(),
    deferInterrupts: () => undefined,
    onInterrupt: () => () => undefined,
  };
};

/** A folder that is gone after the test. */
export const scratchFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "mortise-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** Everything below a folder, sorted. */
export const everythingIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
