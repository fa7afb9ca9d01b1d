/** What commands see of the world: streams, clock, environment. Tests hand in their own. */
import { homedir, tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { isatty } from "node:tty";

/** A stream that people or programs read. */
export interface Sink {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** Characters in a line of the terminal; undefined where it is none, or does not say. */
  readonly columns: number | undefined;
}

export interface Host {
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where a dump goes after a fault of ours. */
  readonly temporaryFolder: string;
  /** Where results are kept for later runs; undefined where none are. */
  readonly cacheFolder: string | undefined;
  /** Milliseconds from any start. */
  clock(): number;
  /** Milliseconds since 1970. For what is told of a run's course, never for a result. */
  calendarClock(): number;
  /**
   * From now on an interrupt waits until the work at hand has returned. Called before files are put into place: until then an
   * interrupt ends the process at once, with nothing on disk to tidy up.
   */
  deferInterrupts(): void;
  /**
   * From now on the first interrupt calls `stop` instead of ending the process, and the second ends it. Gives the way back.
   */
  onInterrupt(stop: () => void): () => void;
}

export const realHost = (): Host => ({
  stdout: sinkOf(process.stdout, 1),
  stderr: sinkOf(process.stderr, 2),
  environment: process.env,
  temporaryFolder: tmpdir(),
  // As the XDG base directory specification has it; relative paths are to be ignored.
  cacheFolder: join(absolute(process.env["XDG_CACHE_HOME"]) ?? join(homedir(), ".cache"), "mortise"),
  clock: () => performance.now(),
  calendarClock: () => Date.now(),
  deferInterrupts: () => {
    // Exit codes of shells: 128 and the signal's number.
    process.once("SIGINT", () => process.exit(130));
    process.once("SIGTERM", () => process.exit(143));
  },
  onInterrupt: stop => {
    let isStopping = false;
    const interrupt = (): void => {
      if (isStopping) process.exit(130);
      isStopping = true;
      stop();
    };
    const signals = ["SIGINT", "SIGTERM"] as const;
    for (const signal of signals) process.on(signal, interrupt);
    return () => {
      for (const signal of signals) process.off(signal, interrupt);
    };
  },
});

const absolute = (path: string | undefined): string | undefined =>
  path !== undefined && isAbsolute(path) ? path : undefined;

/** A stream's own `isTTY` is undefined, not false, where it is a pipe or a file. */
const sinkOf = (stream: NodeJS.WriteStream, descriptor: number): Sink => ({
  write: text => void stream.write(text),
  isTerminal: isatty(descriptor),
  // Some terminals claim to have no columns at all.
  columns: isatty(descriptor) && stream.columns > 0 ? stream.columns : undefined,
});
