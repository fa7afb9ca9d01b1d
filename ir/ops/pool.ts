/** What the two window pools share: attributes, faults and the result's shape. */
import { flag, ints } from "../attributes.ts";
import { operand, type Signature } from "../op.ts";
import { formatType, type TensorType } from "../tensor.ts";
import { slidingDims, windowExtent, windowFaults } from "./window.ts";

export const poolAttributes = {
  /** Height and width of the window. */
  kernel: ints(),
  strides: ints(),
  /** Elements added: top, left, bottom, right. */
  pads: ints(),
  dilations: ints([1, 1]),
  /** Rounds the number of positions up: the last window may reach beyond the padded input. */
  ceil_mode: flag(false),
} as const;
type PoolSignature = Signature<typeof poolAttributes>;

export const poolFaults = (signature: PoolSignature): string[] => {
  const input = operand(signature, 0);
  const { kernel, pads, dilations } = signature.attributes;
  const faults = windowFaults(signature.attributes);
  if (kernel.length !== 2 || kernel.some(size => size < 1))
    faults.push(`kernel must be two positive numbers, found [${kernel.join(",")}]`);
  if (input.dims.length !== 4) faults.push(`takes [N,C,H,W], found ${formatType(input)}`);
  if (faults.length > 0) return faults;
  if (pads.some((pad, i) => pad >= windowExtent(kernel[i % 2] ?? 1, dilations[i % 2] ?? 1)))
    faults.push(`pads [${pads.join(",")}] leave a window of [${kernel.join(",")}] without an element`);
  if (slidingDims(input.dims.slice(2), kernel, signature.attributes).some(dim => dim < 1))
    faults.push(`window [${kernel.join(",")}] is larger than the padded input ${formatType(input)}`);
  return faults;
};

export const poolResult = (signature: PoolSignature): TensorType => {
  const { dtype, dims } = operand(signature, 0);
  return { dtype, dims: [dims[0] ?? 0, dims[1] ?? 0, pooledDim(signature, 0), pooledDim(signature, 1)] };
};

/** Elements under the window. */
export const windowSize = ({ attributes: { kernel } }: PoolSignature): number => (kernel[0] ?? 1) * (kernel[1] ?? 1);

/** Positions along one axis; a window that `ceil_mode` adds must start on the input or before it (ONNX pooling since 1.16). */
const pooledDim = (signature: PoolSignature, axis: 0 | 1): number => {
  const { kernel, strides, pads, dilations, ceil_mode: ceilMode } = signature.attributes;
  const input = operand(signature, 0).dims[2 + axis] ?? 0;
  const [before = 0, after = 0, stride = 1] = [pads[axis], pads[axis + 2], strides[axis]];
  const span = input + before + after - windowExtent(kernel[axis] ?? 1, dilations[axis] ?? 1);
  const last = ceilMode ? Math.ceil(span / stride) : Math.floor(span / stride);
  return ceilMode && last * stride >= input + before ? last : last + 1;
};
