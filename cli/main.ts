#!/usr/bin/env node
/** The program's entry: hands the process's arguments and streams to `run`, and its result to the shell. */
import { exitCodes } from "./exit-code.ts";
import { realHost } from "./host.ts";
import { run } from "./run.ts";
import { systemErrorPhrase } from "../support/system-error.ts";

/** A reader that stops early (`mortise ir … | head`) is no fault: stop without a word. Else say why the output is cut. */
const stopWriting = (error: NodeJS.ErrnoException): void => {
  if (error.code === "EPIPE") process.exit();
  process.stderr.write(`mortise: the output can't be written: ${systemErrorPhrase(error.code ?? error.message)}\n`);
  process.exit(exitCodes.inputAtFault);
};
process.stdout.on("error", stopWriting);
process.stderr.on("error", stopWriting);

process.exitCode = await run(process.argv.slice(2), realHost());
