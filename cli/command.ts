/** What a command is. One file per command in `commands/`; `commands/index.ts` is the only list. */
import type { Command } from "commander";
import type { Graph } from "../ir/graph.ts";
import type { ExitCode } from "./exit-code.ts";
import type { Host } from "./host.ts";

export interface CommandDefinition {
  readonly name: string;
  /** One sentence, imperative. */
  readonly summary: string;
  /** Whole command lines with what they do; they run as written in a clone, but for what they need. */
  readonly examples: readonly [Example, ...Example[]];
  /** Declares arguments, options and the action; heavy modules are imported by the action, when it runs. */
  declare(command: Command, perform: Perform): void;
}

export interface Example {
  readonly does: string;
  readonly command: string;
  /** What it needs beside a clone, such as a server. */
  readonly needs?: string;
}

/** Runs an action with all that it may use, and makes what it returns the exit code. */
export type Perform = (action: (session: Session) => Promise<ExitCode>) => Promise<void>;

export interface Session {
  readonly host: Host;
  /** The arguments as given, for the plan's provenance and for dumps. */
  readonly commandLine: readonly string[];
  /** Remembers the network at hand: should we fail, the dump shows it. */
  noteGraph(graph: Graph): void;
}
