import { strings } from "../attributes.ts";
import { epilogueFaults, epilogueOperations, splitOperands } from "../epilogue.ts";
import { defineOp, macs, operand, type Signature } from "../op.ts";
import { elementCount, formatType, type TensorType } from "../tensor.ts";
import { biasFaults, channelFaults, convolutionAttributes, factorTypeFaults } from "./contraction.ts";
import { slidingDims, windowFaults } from "./window.ts";

const attributes = {
  ...convolutionAttributes,
  /** Applied to the accumulator before write-back, in order: see epilogue.ts. */
  epilogue: strings([]),
} as const;
type Conv2dSignature = Signature<typeof attributes>;

export const conv2d = defineOp({
  name: "conv2d",
  summary:
    "Convolution of [N,C,H,W] with filters [K,C/group,R,S] and bias [K] to [N,K,P,Q], P = (H + pads - (R-1)·dilation - 1) / stride + 1.",
  operands: ["input", "weight", "bias?", "epilogue..."],
  attributes,
  check(signature) {
    const faults = [...windowFaults(signature.attributes), ...shapeFaults(signature)];
    return faults.length > 0
      ? faults
      : epilogueFaults(signature.attributes.epilogue, signature.operands, resultType(signature));
  },
  infer: signature => [resultType(signature)],
  work(signature) {
    const results = elementCount(resultType(signature).dims);
    const perResult = elementCount(operand(signature, 1).dims.slice(1));
    return macs(results * perResult, results * epilogueOperations(signature.attributes.epilogue));
  },
});

const resultType = (signature: Conv2dSignature): TensorType => {
  const { dtype, dims } = operand(signature, 0);
  const [filters = 0, , ...size] = operand(signature, 1).dims;
  return { dtype, dims: [dims[0] ?? 0, filters, ...slidingDims(dims.slice(2), size, signature.attributes)] };
};

const shapeFaults = (signature: Conv2dSignature): string[] => {
  const input = operand(signature, 0);
  const weight = operand(signature, 1);
  const { group, epilogue } = signature.attributes;
  if (input.dims.length !== 4 || weight.dims.length !== 4)
    return [`takes [N,C,H,W] and [K,C/group,R,S], found ${formatType(input)} and ${formatType(weight)}`];
  const { bias } = splitOperands(signature.operands, epilogue);
  const faults = [...channelFaults(input, weight, group), ...biasFaults(bias, weight.dims[0] ?? 0, input.dtype)];
  faults.push(...factorTypeFaults(input, weight));
  if (slidingDims(input.dims.slice(2), weight.dims.slice(2), signature.attributes).some(dim => dim < 1))
    faults.push(`filter ${formatType(weight)} is larger than the padded input ${formatType(input)}`);
  return faults;
};
