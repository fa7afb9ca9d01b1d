/** The only list of commands. */
import type { CommandDefinition } from "../command.ts";
import { irCommand } from "./ir.ts";
import { passesCommand } from "./passes.ts";

export const commands = {
  ir: irCommand,
  passes: passesCommand,
} as const satisfies Record<string, CommandDefinition>;
