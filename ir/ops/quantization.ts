/** Faults that the quantization operators share: parameters per tensor or per slice, and the type of codes. */
import { isInteger, parseDType } from "../dtype.ts";
import { formatType, type TensorType } from "../tensor.ts";
import { axisFaults } from "./axes.ts";
import { isSingle, perSliceFaults } from "./operand-faults.ts";

/** `scale` (or a multiplier) and `zero_point` are single values, or one per slice of `input` along `axis`; each on its own. */
export const parameterFaults = (
  input: TensorType,
  axis: number,
  scale: TensorType,
  zeroPoint: TensorType,
): string[] => {
  if (isSingle(scale) && isSingle(zeroPoint)) return [];
  const slices = input.dims[axis] ?? 0;
  return [
    ...axisFaults(axis, input.dims.length),
    ...perSliceFaults(scale, slices, "scale"),
    ...perSliceFaults(zeroPoint, slices, "zero_point"),
  ];
};

/** The result's type must be an integer type and that of the zero point. */
export const codeFaults = (zeroPoint: TensorType, dtype: string): string[] => {
  const parsed = parseDType(dtype);
  if (parsed === undefined || !isInteger(parsed)) return [`"${dtype}" names no integer type`];
  return zeroPoint.dtype === dtype ? [] : [`zero_point must be ${dtype}, found ${formatType(zeroPoint)}`];
};
