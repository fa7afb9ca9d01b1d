/** The only list of commands. */
import type { CommandDefinition } from "../command.ts";
import { compileCommand } from "./compile.ts";
import { irCommand } from "./ir.ts";
import { passesCommand } from "./passes.ts";
import { targetsCommand } from "./targets.ts";

export const commands = {
  compile: compileCommand,
  ir: irCommand,
  targets: targetsCommand,
  passes: passesCommand,
} as const satisfies Record<string, CommandDefinition>;
