/** What the convolutions share: attributes and the faults of groups, bias and filters. */
import { int, ints } from "../attributes.ts";
import { isFloat } from "../dtype.ts";
import { formatType, type TensorType } from "../tensor.ts";

export const convolutionAttributes = {
  strides: ints(),
  /** Zeros added: top, left, bottom, right. */
  pads: ints(),
  dilations: ints([1, 1]),
  group: int(),
} as const;

/** Faults of the channels of an input [N,C,H,W] against filters [K,C/group,R,S]. */
export const channelFaults = (input: TensorType, weight: TensorType, group: number): string[] => {
  const [filters = 0, perGroup = 0] = weight.dims;
  const faults: string[] = [];
  if (group < 1 || filters % group !== 0) faults.push(`${filters} filters do not split into ${group} groups`);
  if (input.dims[1] !== perGroup * group)
    faults.push(`${input.dims[1] ?? 0} input channels against ${perGroup} per filter × ${group} groups`);
  return faults;
};

export const factorTypeFaults = (input: TensorType, weight: TensorType): string[] =>
  isFloat(input.dtype) && weight.dtype === input.dtype
    ? []
    : [`input and weight must share a float type, found ${formatType(input)} and ${formatType(weight)}`];

/** A bias is one value for each of `count` channels, of the accumulator's type. */
export const biasFaults = (bias: TensorType | undefined, count: number, dtype: TensorType["dtype"]): string[] =>
  bias === undefined || (bias.dims.length === 1 && bias.dims[0] === count && bias.dtype === dtype)
    ? []
    : [`bias must be ${formatType({ dtype, dims: [count] })}, found ${formatType(bias)}`];
