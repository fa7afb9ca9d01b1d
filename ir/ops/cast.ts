import { string } from "../attributes.ts";
import { type DType, parseDType } from "../dtype.ts";
import { defineOp, operand, vectorOperations } from "../op.ts";
import { elementCount } from "../tensor.ts";

export const cast = defineOp({
  name: "cast",
  summary:
    "The same values in another type. Floats round to the nearest float, ties to even; to an integer they truncate toward zero and saturate, NaN giving 0. Integers wrap around. A bool is x ≠ 0.",
  operands: ["input"],
  attributes: { dtype: string() },
  check: ({ attributes: { dtype } }) => (parseDType(dtype) === undefined ? [`there is no type ${dtype}`] : []),
  infer: signature => [{ dtype: signature.attributes.dtype as DType, dims: operand(signature, 0).dims }],
  work: signature => vectorOperations(elementCount(operand(signature, 0).dims)),
});
