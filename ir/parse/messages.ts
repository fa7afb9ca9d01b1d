/** Every diagnostic about the text form. */
import type { Diagnostic, Place } from "../../support/diagnostic.ts";

/** The help line by grammar rule: what a right one looks like. */
const examples: Readonly<Record<string, string>> = {
  network: 'a network reads `network @name(%input: f32[1,3]) { … return %0 as "output" }`',
  inputValue: "an input reads `%name: f32[1,3]`",
  constant: "a constant reads `@name : f32[2] = [1, 2]`; `unknown` stands for a value that is not known",
  node: "a node reads `%result = operator(%operand, @constant) {attribute=value} : f32[1,3]`",
  attribute: "an attribute reads `strides=[1,1]`, `axis=-1`, `mode=edge` or `sorted=true`",
  outputs: 'the last line reads `return %value as "name"`',
  type: "a type reads `f32[1,3]`, and `f32[]` for a scalar",
};

/** @param rules names of the grammar's rules around the fault, outermost first. */
export const syntaxError = (message: string, where: Place, rules: readonly string[]): Diagnostic => {
  const rule = rules.findLast(name => Object.hasOwn(examples, name));
  const help = rule === undefined ? {} : { help: examples[rule] ?? "" };
  return { code: "IR_SYNTAX", severity: "error", message, where, ...help };
};

export const tooManyErrors = (left: number): Diagnostic => ({
  code: "IR_SYNTAX",
  severity: "note",
  message: `${left} more errors are not shown`,
});

export const unknownOperator = (op: string, where: Place, nearest: string | undefined): Diagnostic => ({
  code: "IR_UNKNOWN_OPERATOR",
  severity: "error",
  message: `there is no operator ${op}`,
  where,
  ...didYouMean(nearest),
});

export const unknownValue = (value: string, where: Place, nearest: string | undefined): Diagnostic => ({
  code: "IR_UNDEFINED_VALUE",
  severity: "error",
  message: `nothing above defines ${value}`,
  where,
  ...didYouMean(nearest),
});

export const duplicateValue = (value: string, where: Place): Diagnostic => ({
  code: "IR_DUPLICATE_ID",
  severity: "error",
  message: `${value} is defined twice`,
  where,
  help: "inputs, constants and results share one set of names; rename one of them",
});

export const illegalType = (type: string, where: Place, fault: string, nearest?: string): Diagnostic => ({
  code: "IR_ILLEGAL_TYPE",
  severity: "error",
  message: `${type}: ${fault}`,
  where,
  ...didYouMean(nearest),
});

export const illegalConstant = (constant: string, where: Place, fault: string): Diagnostic => ({
  code: "IR_ILLEGAL_CONSTANT",
  severity: "error",
  message: `${constant}: ${fault}`,
  where,
});

export const unknownAttribute = (op: string, name: string, where: Place, nearest: string | undefined): Diagnostic => ({
  code: "IR_UNKNOWN_ATTRIBUTE",
  severity: "error",
  message: `${op} has no attribute ${name}`,
  where,
  ...didYouMean(nearest),
});

export const duplicateAttribute = (name: string, where: Place): Diagnostic => ({
  code: "IR_DUPLICATE_ATTRIBUTE",
  severity: "error",
  message: `attribute ${name} is given twice`,
  where,
});

export const illegalAttribute = (op: string, name: string, where: Place, expected: string): Diagnostic => ({
  code: "IR_ILLEGAL_ATTRIBUTE",
  severity: "error",
  message: `attribute ${name} of ${op} must be ${expected}`,
  where,
});

export const illegalNode = (op: string, where: Place, fault: string): Diagnostic => ({
  code: "IR_ILLEGAL_NODE",
  severity: "error",
  message: `${op}: ${fault}`,
  where,
});

export const wrongResultCount = (op: string, where: Place, found: number, expected: number): Diagnostic => ({
  code: "IR_RESULT_COUNT",
  severity: "error",
  message: `${op} gives ${expected} results, found ${found}`,
  where,
});

export const wrongResultType = (op: string, where: Place, found: string, expected: string): Diagnostic => ({
  code: "IR_RESULT_TYPE",
  severity: "error",
  message: `${op} gives ${expected} here, found ${found}`,
  where,
  help: `write ${expected}, or leave the types out to have them inferred`,
});

export const duplicateOutput = (name: string, where: Place): Diagnostic => ({
  code: "IR_DUPLICATE_OUTPUT",
  severity: "error",
  message: `two outputs are named ${name}`,
  where,
});

const didYouMean = (nearest: string | undefined): { help?: string } =>
  nearest === undefined ? {} : { help: `did you mean ${nearest}?` };
