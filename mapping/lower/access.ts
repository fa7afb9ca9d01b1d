/** Typed look-ups into a verified node: a miss is our own fault. */
import type { Attributes } from "../../ir/attributes.ts";
import type { TensorType } from "../../ir/tensor.ts";
import { InternalError } from "../../support/diagnostic.ts";
import type { LoweredOperand, LoweringInput } from "./lowering.ts";

export const operandAt = ({ op, operands }: LoweringInput, index: number): LoweredOperand => {
  const operand = operands[index];
  if (operand === undefined) throw new InternalError(`${op} without operand ${index}`);
  return operand;
};

export const resultAt = ({ op, results }: LoweringInput): TensorType => {
  const [result] = results;
  if (result === undefined) throw new InternalError(`${op} without a result`);
  return result;
};

export const numberAt = (attributes: Attributes, name: string): number => {
  const value = attributes[name];
  if (typeof value !== "number") throw new InternalError(`attribute ${name} is no number`);
  return value;
};

export const numbersOf = (attributes: Attributes, name: string): readonly number[] => {
  const value = attributes[name];
  return Array.isArray(value) ? value.filter(element => typeof element === "number") : [];
};

export const textsOf = (attributes: Attributes, name: string): readonly string[] => {
  const value = attributes[name];
  return Array.isArray(value) ? value.filter(element => typeof element === "string") : [];
};
