/** Sliding windows: the arithmetic that convolutions and pools share. Pads are [top, left, bottom, right]. */

/** Extent of a dilated window: `(size - 1) · dilation + 1`. */
export const windowExtent = (size: number, dilation: number): number => (size - 1) * dilation + 1;

/** Positions of a window along one axis: `(input + pads - extent) / stride + 1`, rounded down (ONNX Conv). */
export const windowPositions = (input: number, pads: number, extent: number, stride: number): number =>
  Math.floor((input + pads - extent) / stride) + 1;

export interface Window {
  readonly strides: readonly number[];
  readonly pads: readonly number[];
  readonly dilations: readonly number[];
}

/** Faults of a two-dimensional window's own attributes. */
export const windowFaults = ({ strides, pads, dilations }: Window): string[] => {
  const faults: string[] = [];
  if (strides.length !== 2 || strides.some(stride => stride < 1))
    faults.push(`strides must be two positive numbers, found [${strides.join(",")}]`);
  if (dilations.length !== 2 || dilations.some(dilation => dilation < 1))
    faults.push(`dilations must be two positive numbers, found [${dilations.join(",")}]`);
  if (pads.length !== 4 || pads.some(pad => pad < 0))
    faults.push(`pads must be four numbers ≥ 0, found [${pads.join(",")}]`);
  return faults;
};

/** Height and width of the result of sliding `size` over `input` (both [height, width]). */
export const slidingDims = (input: readonly number[], size: readonly number[], window: Window): [number, number] => {
  const along = (axis: 0 | 1): number =>
    windowPositions(
      input[axis] ?? 0,
      (window.pads[axis] ?? 0) + (window.pads[axis + 2] ?? 0),
      windowExtent(size[axis] ?? 1, window.dilations[axis] ?? 1),
      window.strides[axis] ?? 1,
    );
  return [along(0), along(1)];
};
