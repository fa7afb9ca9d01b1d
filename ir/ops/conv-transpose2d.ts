import { ints, strings } from "../attributes.ts";
import { epilogueFaults, epilogueOperations, splitOperands } from "../epilogue.ts";
import { defineOp, macs, operand, type Signature } from "../op.ts";
import { elementCount, formatType, type TensorType } from "../tensor.ts";
import { biasFaults, convolutionAttributes, factorTypeFaults } from "./contraction.ts";
import { windowExtent, windowFaults } from "./window.ts";

const attributes = {
  ...convolutionAttributes,
  /** Rows and columns added at the bottom and the right of the result. */
  output_padding: ints([0, 0]),
  /** Applied to the accumulator before write-back, in order: see epilogue.ts. */
  epilogue: strings([]),
} as const;
type ConvTransposeSignature = Signature<typeof attributes>;

/** Each input element adds its filter, scaled, to the result at stride times its place; pads crop the result. */
export const convTranspose2d = defineOp({
  name: "conv_transpose2d",
  summary:
    "Transposed convolution of [N,C,H,W] with filters [C,K/group,R,S] and bias [K] to [N,K,P,Q], P = (H-1)·stride + (R-1)·dilation + 1 + output_padding - pads.",
  operands: ["input", "weight", "bias?", "epilogue..."],
  attributes,
  check(signature) {
    const faults = [...windowFaults(signature.attributes), ...shapeFaults(signature)];
    return faults.length > 0
      ? faults
      : epilogueFaults(signature.attributes.epilogue, signature.operands, resultType(signature));
  },
  infer: signature => [resultType(signature)],
  // Products that land in the cropped border count too, as a convolution's products with padding do.
  work(signature) {
    const perElement = elementCount(operand(signature, 1).dims.slice(1));
    const results = elementCount(resultType(signature).dims);
    return macs(
      elementCount(operand(signature, 0).dims) * perElement,
      results * epilogueOperations(signature.attributes.epilogue),
    );
  },
});

const resultType = (signature: ConvTransposeSignature): TensorType => {
  const { dtype, dims } = operand(signature, 0);
  const { group } = signature.attributes;
  return { dtype, dims: [dims[0] ?? 0, (operand(signature, 1).dims[1] ?? 0) * group, ...resultSize(signature)] };
};

const resultSize = (signature: ConvTransposeSignature): [number, number] => {
  const { strides, pads, dilations, output_padding: outputPadding } = signature.attributes;
  const along = (axis: 0 | 1): number => {
    const input = operand(signature, 0).dims[2 + axis] ?? 0;
    const extent = windowExtent(operand(signature, 1).dims[2 + axis] ?? 1, dilations[axis] ?? 1);
    const cropped = (pads[axis] ?? 0) + (pads[axis + 2] ?? 0);
    return (input - 1) * (strides[axis] ?? 1) + extent + (outputPadding[axis] ?? 0) - cropped;
  };
  return [along(0), along(1)];
};

const shapeFaults = (signature: ConvTransposeSignature): string[] => {
  const [input, weight] = [operand(signature, 0), operand(signature, 1)];
  const { group, epilogue, output_padding: outputPadding } = signature.attributes;
  if (input.dims.length !== 4 || weight.dims.length !== 4)
    return [`takes [N,C,H,W] and [C,K/group,R,S], found ${formatType(input)} and ${formatType(weight)}`];
  const { bias } = splitOperands(signature.operands, epilogue);
  const faults = biasFaults(bias, (weight.dims[1] ?? 0) * group, input.dtype);
  faults.push(...factorTypeFaults(input, weight), ...groupFaults(input, weight, group));
  if (outputPadding.length !== 2 || outputPadding.some(count => count < 0))
    faults.push(`output_padding must be two numbers ≥ 0, found [${outputPadding.join(",")}]`);
  if (resultSize(signature).some(dim => dim < 1)) faults.push(`pads crop all of the result of ${formatType(input)}`);
  return faults;
};

const groupFaults = (input: TensorType, weight: TensorType, group: number): string[] => {
  const [channels = 0] = weight.dims;
  const faults: string[] = [];
  if (input.dims[1] !== channels) faults.push(`${input.dims[1] ?? 0} input channels against ${channels} filters`);
  if (group < 1 || channels % group !== 0) faults.push(`${channels} channels do not split into ${group} groups`);
  return faults;
};
