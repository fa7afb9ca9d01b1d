/** Every diagnostic about graphs, so that codes stay unique and wording even. */
import type { Diagnostic } from "../support/diagnostic.ts";

export const illegalNode = (op: string, layers: readonly string[], fault: string): Diagnostic => ({
  code: "IR_ILLEGAL_NODE",
  severity: "error",
  message: `${op}: ${fault}`,
  where: { layers },
});

export const missingFeed = (input: string, type: string): Diagnostic => ({
  code: "RUN_MISSING_INPUT",
  severity: "error",
  message: `input ${input} of type ${type} was not given`,
  help: "give one tensor per input of the network",
});

export const misfittingFeed = (input: string, found: string, expected: string): Diagnostic => ({
  code: "RUN_INPUT_TYPE",
  severity: "error",
  message: `input ${input} takes ${expected}, found ${found}`,
});

export const unknownConstantValue = (constant: string, layers: readonly string[]): Diagnostic => ({
  code: "RUN_UNKNOWN_CONSTANT",
  severity: "error",
  message: `the value of constant ${constant} is needed, but the model file has only its shape`,
  where: { layers },
  help: "put the external data file beside the model",
});
