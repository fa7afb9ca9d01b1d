import { float } from "../attributes.ts";
import { type IntegerType, isInteger, rangeOf } from "../dtype.ts";
import { operand } from "../op.ts";
import { elementwiseUnary } from "./elementwise.ts";

export const clip = elementwiseUnary({
  name: "clip",
  summary: "min(max(x, min), max), an infinite bound being none; NaN stays.",
  attributes: { min: float(-Infinity), max: float(Infinity) },
  operationsPerElement: 2,
  accepts: "numeric",
  check(signature) {
    const { dtype } = operand(signature, 0);
    const { min, max } = signature.attributes;
    if (Number.isNaN(min) || Number.isNaN(max)) return [`bounds must be numbers, found ${min} and ${max}`];
    return !isInteger(dtype) || fitsRange(dtype, min, max)
      ? []
      : [`bounds of ${dtype} must be whole or infinite and leave an element to it, found ${min} and ${max}`];
  },
});

/** Whether every result is a code: a bound must be whole, and may lie outside the range only where it bounds nothing. */
const fitsRange = (dtype: IntegerType, min: number, max: number): boolean => {
  const range = rangeOf(dtype);
  return [min, max].every(bound => Math.round(bound) === bound) && min <= range.max && max >= range.min;
};
