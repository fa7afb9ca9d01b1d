#!/usr/bin/env node
/** The program's entry: hands the process's arguments and streams to `run`, and its result to the shell. */
import { realHost } from "./host.ts";
import { run } from "./run.ts";

/** A reader that stops early (`mortise ir … | head`) is no fault: stop without a word. */
const stopAtClosedPipe = (error: NodeJS.ErrnoException): void => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
};
process.stdout.on("error", stopAtClosedPipe);
process.stderr.on("error", stopAtClosedPipe);

process.exitCode = await run(process.argv.slice(2), realHost());
