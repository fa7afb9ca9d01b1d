/** What commands see of the world: streams, clock, environment. Tests hand in their own. */
import { tmpdir } from "node:os";

/** A stream that people or programs read. */
export interface Sink {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** Characters in a line of the terminal; undefined where it is none. */
  readonly columns: number | undefined;
}

export interface Host {
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where a dump goes after a fault of ours. */
  readonly temporaryFolder: string;
  /** Milliseconds from any start. */
  clock(): number;
}

export const realHost = (): Host => ({
  stdout: sinkOf(process.stdout),
  stderr: sinkOf(process.stderr),
  environment: process.env,
  temporaryFolder: tmpdir(),
  clock: () => performance.now(),
});

const sinkOf = (stream: NodeJS.WriteStream): Sink => ({
  write: text => void stream.write(text),
  isTerminal: stream.isTTY,
  columns: stream.isTTY ? stream.columns : undefined,
});
