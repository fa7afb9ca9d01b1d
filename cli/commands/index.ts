/** The only list of commands. */
import type { CommandDefinition } from "../command.ts";
import { checkCommand } from "./check.ts";
import { compileCommand } from "./compile.ts";
import { explainCommand } from "./explain.ts";
import { fmtCommand } from "./fmt.ts";
import { irCommand } from "./ir.ts";
import { mapCommand } from "./map.ts";
import { passesCommand } from "./passes.ts";
import { quantizeCommand } from "./quantize.ts";
import { runCommand } from "./run.ts";
import { targetsCommand } from "./targets.ts";
import { validateCommand } from "./validate.ts";

export const commands = {
  compile: compileCommand,
  explain: explainCommand,
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
