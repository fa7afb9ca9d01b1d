/** After a fault of ours: asks the user to report it, with everything we need in one file and no stack on the screen. */
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Graph } from "../ir/graph.ts";
import type { Host } from "./host.ts";
import { systemErrorCode } from "../support/system-error.ts";
import { version } from "./version.ts";

export const reportFault = async (
  error: unknown,
  host: Host,
  commandLine: readonly string[],
  graph: Graph | undefined,
): Promise<void> => {
  const [summary] = messageOf(error).split("\n");
  const file = join(host.temporaryFolder, `mortise-fault-${randomUUID()}.txt`);
  const dumped = writeDump(file, await dumpOf(error, commandLine, graph));
  const request = dumped
    ? `Please report it and attach ${file} (look through it first: it may hold names from your model).`
    : "Please report it with the command line and the model.";
  host.stderr.write(`mortise: internal error: ${summary}\nThis is a fault of Mortise, not of your input. ${request}\n`);
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const dumpOf = async (error: unknown, commandLine: readonly string[], graph: Graph | undefined): Promise<string> => {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [
    `mortise ${version}, node ${process.version}, ${process.platform} ${process.arch}`,
    `command: mortise ${commandLine.map(argument => JSON.stringify(argument)).join(" ")}`,
    stack,
    ...(error instanceof Error && error.cause !== undefined ? [`cause: ${dumpOfCause(error.cause)}`] : []),
    graph === undefined ? "no network was read yet" : await textOf(graph),
    "",
  ].join("\n\n");
};

const dumpOfCause = (cause: unknown): string =>
  cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);

/** The printer is ours too, and may be what failed. */
const textOf = async (graph: Graph): Promise<string> => {
  try {
    const { printGraph } = await import("../ir/print.ts");
    return printGraph(graph, { constants: "elided" });
  } catch (error) {
    return `the network can't be printed: ${messageOf(error)}`;
  }
};

const writeDump = (file: string, text: string): boolean => {
  try {
    writeFileSync(file, text, { flag: "wx" });
    return true;
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return false;
  }
};
