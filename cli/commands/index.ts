/** The only list of commands. */
import type { CommandDefinition } from "../command.ts";
import { bestCommand } from "./best.ts";
import { checkCommand } from "./check.ts";
import { compileCommand } from "./compile.ts";
import { diffCommand } from "./diff.ts";
import { exploreCommand } from "./explore.ts";
import { explainCommand } from "./explain.ts";
import { fmtCommand } from "./fmt.ts";
import { irCommand } from "./ir.ts";
import { mapCommand } from "./map.ts";
import { passesCommand } from "./passes.ts";
import { quantizeCommand } from "./quantize.ts";
import { reportCommand } from "./report.ts";
import { runCommand } from "./run.ts";
import { runsCommand } from "./runs.ts";
import { targetsCommand } from "./targets.ts";
import { validateCommand } from "./validate.ts";
import { workerCommand } from "./worker.ts";

export const commands = {
  compile: compileCommand,
  explore: exploreCommand,
  runs: runsCommand,
  best: bestCommand,
  worker: workerCommand,
  explain: explainCommand,
  report: reportCommand,
  diff: diffCommand,
  map: mapCommand,
  quantize: quantizeCommand,
  ir: irCommand,
  run: runCommand,
  check: checkCommand,
  fmt: fmtCommand,
  targets: targetsCommand,
  passes: passesCommand,
  validate: validateCommand,
} as const satisfies Record<string, CommandDefinition>;
