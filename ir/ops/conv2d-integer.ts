import { defineOp, macs, operand, type Signature } from "../op.ts";
import { elementCount, formatType, type TensorType } from "../tensor.ts";
import { biasFaults, channelFaults, convolutionAttributes } from "./contraction.ts";
import { factorFaults, isSingle, perSliceFaults, sameTypeFaults } from "./operand-faults.ts";
import { slidingDims, windowFaults } from "./window.ts";

type Conv2dIntegerSignature = Signature<typeof convolutionAttributes>;

export const conv2dInteger = defineOp({
  name: "conv2d_integer",
  summary:
    "Convolution of codes less their zero points, [N,C,H,W] with [K,C/group,R,S], plus bias [K], to int32 [N,K,P,Q]. Padding is the input's zero point.",
  operands: ["input", "weight", "input_zero_point", "weight_zero_point", "bias?"],
  attributes: convolutionAttributes,
  check: signature => [...windowFaults(signature.attributes), ...shapeFaults(signature)],
  infer: signature => [resultType(signature)],
  work(signature) {
    const perResult = elementCount(operand(signature, 1).dims.slice(1));
    return macs(elementCount(resultType(signature).dims) * perResult);
  },
});

const resultType = (signature: Conv2dIntegerSignature): TensorType => {
  const { dims } = operand(signature, 0);
  const [filters = 0, , ...size] = operand(signature, 1).dims;
  return { dtype: "int32", dims: [dims[0] ?? 0, filters, ...slidingDims(dims.slice(2), size, signature.attributes)] };
};

const shapeFaults = (signature: Conv2dIntegerSignature): string[] => {
  const [input, weight] = [operand(signature, 0), operand(signature, 1)];
  const [inputZero, weightZero] = [operand(signature, 2), operand(signature, 3)];
  if (input.dims.length !== 4 || weight.dims.length !== 4)
    return [`takes [N,C,H,W] and [K,C/group,R,S], found ${formatType(input)} and ${formatType(weight)}`];
  const filters = weight.dims[0] ?? 0;
  const faults = [
    ...factorFaults(input, "input"),
    ...factorFaults(weight, "weight"),
    ...sameTypeFaults(input, inputZero, "input and its zero point"),
    ...sameTypeFaults(weight, weightZero, "weight and its zero point"),
    ...perSliceFaults(weightZero, filters, "the weight's zero point"),
    ...channelFaults(input, weight, signature.attributes.group),
    ...biasFaults(signature.operands[4], filters, "int32"),
  ];
  if (!isSingle(inputZero))
    faults.push(`the input's zero point must be a single value, found ${formatType(inputZero)}`);
  if (slidingDims(input.dims.slice(2), weight.dims.slice(2), signature.attributes).some(dim => dim < 1))
    faults.push(`filter ${formatType(weight)} is larger than the padded input ${formatType(input)}`);
  return faults;
};
