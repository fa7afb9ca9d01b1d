/** Every diagnostic about graphs, so that codes stay unique and wording even. */
import type { Diagnostic } from "../support/diagnostic.ts";
import { quote } from "../support/quote.ts";

export const illegalNode = (op: string, layers: readonly string[], fault: string): Diagnostic => ({
  code: "IR_ILLEGAL_NODE",
  severity: "error",
  message: `${op}: ${fault}`,
  where: { layers },
});

export const unknownOperator = (op: string, layers: readonly string[]): Diagnostic => ({
  code: "IR_UNKNOWN_OPERATOR",
  severity: "error",
  message: `there is no operator ${op}`,
  where: { layers },
});

export const undefinedOperand = (
  op: string,
  value: string,
  layers: readonly string[],
  definedLater: boolean,
): Diagnostic => ({
  code: "IR_UNDEFINED_VALUE",
  severity: "error",
  message: `${op}: reads ${value}, which ${definedLater ? "is computed only further down" : "nothing defines"}`,
  where: { layers },
});

export const duplicateId = (value: string, layers: readonly string[]): Diagnostic => ({
  code: "IR_DUPLICATE_ID",
  severity: "error",
  message: `${value} is defined twice; inputs, constants and results share one set of ids`,
  where: { layers },
});

export const illegalType = (value: string, layers: readonly string[], fault: string): Diagnostic => ({
  code: "IR_ILLEGAL_TYPE",
  severity: "error",
  message: `${value}: ${fault}`,
  where: { layers },
});

export const illegalConstant = (constant: string, fault: string): Diagnostic => ({
  code: "IR_ILLEGAL_CONSTANT",
  severity: "error",
  message: `${constant}: ${fault}`,
});

export const illegalOrigins = (op: string): Diagnostic => ({
  code: "IR_ILLEGAL_ORIGINS",
  severity: "error",
  message: `${op}: origins must be names of layers`,
});

export const wrongResultCount = (
  op: string,
  layers: readonly string[],
  found: number,
  expected: number,
): Diagnostic => ({
  code: "IR_RESULT_COUNT",
  severity: "error",
  message: `${op}: gives ${expected} results, found ${found}`,
  where: { layers },
});

export const noResult = (op: string, layers: readonly string[]): Diagnostic => ({
  code: "IR_RESULT_COUNT",
  severity: "error",
  message: `${op}: gives no result, so that nothing can read it`,
  where: { layers },
});

export const wrongResultType = (
  op: string,
  value: string,
  layers: readonly string[],
  found: string,
  expected: string,
): Diagnostic => ({
  code: "IR_RESULT_TYPE",
  severity: "error",
  message: `${op}: ${value} must be ${expected}, found ${found}`,
  where: { layers },
});

export const undefinedOutput = (name: string, value: string): Diagnostic => ({
  code: "IR_UNDEFINED_OUTPUT",
  severity: "error",
  message: `output ${quote(name)} is ${value}, which nothing defines`,
});

export const duplicateOutput = (name: string): Diagnostic => ({
  code: "IR_DUPLICATE_OUTPUT",
  severity: "error",
  message: `two outputs are named ${quote(name)}`,
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

export const indexOutOfRange = (op: string, index: number, dim: number): Diagnostic => ({
  code: "RUN_INDEX_RANGE",
  severity: "error",
  message: `${op}: index ${index} is outside an axis of ${dim} elements`,
  help: `indices must lie in [-${dim}, ${dim})`,
});

export const opaqueNode = (source: string, reason: string): Diagnostic => ({
  code: "RUN_UNSUPPORTED",
  severity: "error",
  message: `${source} can't be run: ${reason}`,
  help: "cut the network before this layer",
});
