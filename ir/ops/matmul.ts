import { strings } from "../attributes.ts";
import { isFloat } from "../dtype.ts";
import { epilogueFaults, epilogueOperations, splitOperands } from "../epilogue.ts";
import { defineOp, macs, operand, type Signature } from "../op.ts";
import { elementCount, formatType } from "../tensor.ts";
import { biasFaults } from "./contraction.ts";
import { productDims, productFaults } from "./product.ts";

const attributes = {
  /** Applied to the accumulator before write-back, in order: see epilogue.ts. */
  epilogue: strings([]),
} as const;
type MatmulSignature = Signature<typeof attributes>;

export const matmul = defineOp({
  name: "matmul",
  summary:
    "Matrix product [...,M,K] × [...,K,N] + bias [N] to [...,M,N]; leading axes broadcast, a vector is a row on the left and a column on the right (NumPy matmul).",
  operands: ["left", "right", "bias?", "epilogue..."],
  attributes,
  check(signature) {
    const faults = shapeFaults(signature);
    return faults.length > 0
      ? faults
      : epilogueFaults(signature.attributes.epilogue, signature.operands, resultType(signature));
  },
  infer: signature => [resultType(signature)],
  work(signature) {
    const results = elementCount(resultType(signature).dims);
    const depth = operand(signature, 0).dims.at(-1) ?? 0;
    return macs(results * depth, results * epilogueOperations(signature.attributes.epilogue));
  },
});

const resultType = (signature: MatmulSignature) => {
  const left = operand(signature, 0);
  return { dtype: left.dtype, dims: productDims(left.dims, operand(signature, 1).dims) ?? [] };
};

const shapeFaults = (signature: MatmulSignature): string[] => {
  const [left, right] = [operand(signature, 0), operand(signature, 1)];
  const faults = productFaults(left, right);
  if (!isFloat(left.dtype) || left.dtype !== right.dtype)
    faults.push(`factors must share a float type, found ${formatType(left)} and ${formatType(right)}`);
  const { bias } = splitOperands(signature.operands, signature.attributes.epilogue);
  if (bias !== undefined && right.dims.length < 2) faults.push("a product with a vector on the right takes no bias");
  return [...faults, ...biasFaults(bias, right.dims.at(-1) ?? 0, left.dtype)];
};
