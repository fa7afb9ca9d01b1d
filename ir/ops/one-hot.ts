import { float, int, string } from "../attributes.ts";
import { type DType, isElementOf, parseDType } from "../dtype.ts";
import { defineOp, operand, type Signature, vectorOperations } from "../op.ts";
import { elementCount, formatType, isNumeric, type TensorType } from "../tensor.ts";
import { axisFaults } from "./axes.ts";

const attributes = {
  depth: int(),
  /** Where the new axis stands in the result. */
  axis: int(),
  on: float(1),
  off: float(0),
  dtype: string("f32"),
} as const;

export const oneHot = defineOp({
  name: "one_hot",
  summary:
    "A new axis of `depth` elements that are `off` but `on` at the index; a negative index counts from the end, one outside gives only `off`.",
  operands: ["indices"],
  attributes,
  check(signature) {
    const indices = operand(signature, 0);
    const { depth, axis, on, off, dtype } = signature.attributes;
    const faults = axisFaults(axis, indices.dims.length + 1);
    if (!isNumeric(indices.dtype)) faults.push(`indices must be numbers, found ${formatType(indices)}`);
    if (depth < 1) faults.push(`depth must be positive, found ${depth}`);
    const parsed = parseDType(dtype);
    if (parsed === undefined) faults.push(`there is no type ${dtype}`);
    else if (![on, off].every(value => isElementOf(parsed, value)))
      faults.push(`on and off must be elements of ${dtype}, found ${on} and ${off}`);
    return faults;
  },
  infer: signature => [resultType(signature)],
  /** One comparison per element of the result. */
  work: signature => vectorOperations(elementCount(resultType(signature).dims)),
});

const resultType = (signature: Signature<typeof attributes>): TensorType => {
  const { depth, axis, dtype } = signature.attributes;
  return { dtype: dtype as DType, dims: operand(signature, 0).dims.toSpliced(axis, 0, depth) };
};
