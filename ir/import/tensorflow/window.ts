/** How TensorFlow's words for padding are meant: tensorflow.org, "Notes on padding" of tf.nn. */

export type Padding = "same" | "valid";

export interface WindowShape {
  /** Height and width of the input (for a transposed convolution: of the result). */
  readonly size: readonly [number, number];
  readonly kernel: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
}

/** Top, left, bottom, right. "same" gives `ceil(size / stride)` positions and puts the odd element at the end. */
export const padsOf = (padding: Padding, window: WindowShape): readonly [number, number, number, number] => {
  if (padding === "valid") return [0, 0, 0, 0];
  const [height, width] = [samePadding(window, 0), samePadding(window, 1)];
  const [top, left] = [Math.floor(height / 2), Math.floor(width / 2)];
  return [top, left, height - top, width - left];
};

/** In all, along one axis. */
const samePadding = ({ size, kernel, strides, dilations }: WindowShape, axis: 0 | 1): number => {
  const positions = Math.ceil(size[axis] / strides[axis]);
  return Math.max(0, (positions - 1) * strides[axis] + (kernel[axis] - 1) * dilations[axis] + 1 - size[axis]);
};
