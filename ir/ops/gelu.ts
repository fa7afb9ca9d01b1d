import { oneOf } from "../attributes.ts";
import { defineOp, operand, vectorOperations } from "../op.ts";
import { elementCount } from "../tensor.ts";
import { elementwiseUnary } from "./elementwise.ts";

const attributes = { approximate: oneOf(["none", "tanh"], "none") } as const;

/** Operators of the two formulas in the summary. */
const operationsPerElement = { none: 5, tanh: 9 } as const;

export const gelu = defineOp({
  ...elementwiseUnary({
    name: "gelu",
    summary: "x/2 · (1 + erf(x / √2)), or its approximation x/2 · (1 + tanh(√(2/π) · (x + 0.044715 · x · x · x))).",
    attributes,
    operationsPerElement: operationsPerElement.none,
    accepts: "float",
  }),
  work: signature =>
    vectorOperations(operationsPerElement[signature.attributes.approximate] * elementCount(operand(signature, 0).dims)),
});
