import { flag, int } from "../attributes.ts";
import { defineOp, operand, vectorOperations } from "../op.ts";
import { elementCount, formatType, isNumeric } from "../tensor.ts";
import { axisFaults } from "./axes.ts";

export const topK = defineOp({
  name: "top_k",
  summary:
    "The k largest (or smallest) elements along an axis, best first, and their indices (int64). Among equals the first wins; NaN counts as largest. Without `sorted` any order is legal.",
  operands: ["input"],
  results: ["values", "indices"],
  attributes: { k: int(), axis: int(), largest: flag(true), sorted: flag(true) },
  check(signature) {
    const input = operand(signature, 0);
    const { k, axis } = signature.attributes;
    const faults = axisFaults(axis, input.dims.length);
    if (!isNumeric(input.dtype)) faults.push(`top_k takes numeric operands, found ${formatType(input)}`);
    if (k < 0 || k > (input.dims[axis] ?? k))
      faults.push(`k = ${k} is outside 0…${input.dims[axis] ?? 0} of ${formatType(input)}`);
    return faults;
  },
  infer(signature) {
    const { dtype, dims } = operand(signature, 0);
    const kept = dims.map((dim, axis) => (axis === signature.attributes.axis ? signature.attributes.k : dim));
    return [
      { dtype, dims: kept },
      { dtype: "int64", dims: kept },
    ];
  },
  /** Each element is placed into the sorted list of the best k by binary search: 1 + ⌈log2 k⌉ comparisons (Knuth, TAOCP 3, 6.2.1). */
  work: signature =>
    vectorOperations(
      elementCount(operand(signature, 0).dims) * (1 + Math.ceil(Math.log2(Math.max(1, signature.attributes.k)))),
    ),
});
