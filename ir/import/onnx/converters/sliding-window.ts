/** Strides, pads and dilations that ONNX's convolutions and pools share, with `auto_pad` resolved for known sizes. */
import { dimsEqual } from "../../../tensor.ts";
import { IllFormed } from "../../conversion/refusal.ts";
import type { NodeView } from "../converter.ts";

export interface SlidingWindow {
  /** Vertical, horizontal. */
  readonly strides: readonly [number, number];
  /** Top, left, bottom, right. */
  readonly pads: readonly [number, number, number, number];
  readonly dilations: readonly [number, number];
}

/** One of the spatial axes. */
interface Axis {
  readonly input: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
}

/**
 * The window over one or two spatial axes; over one, a first axis of size 1 is put before it.
 * @throws Refusal where an attribute's length is not that of the spatial axes.
 */
export const slidingWindow = (node: NodeView, input: readonly number[], kernel: readonly number[]): SlidingWindow => {
  const rank = input.length;
  checkKernelShape(node, kernel);
  const strides = perAxis(node, "strides", rank, 1);
  const dilations = perAxis(node, "dilations", rank, 1);
  const axes = input.map((size, i): Axis => ({
    input: size,
    kernel: kernel[i] ?? 1,
    stride: strides[i] ?? 1,
    dilation: dilations[i] ?? 1,
  }));
  const pads = padsOf(node, axes);
  return {
    strides: twoAxes(strides, 1),
    dilations: twoAxes(dilations, 1),
    pads: [...twoAxes(pads.slice(0, rank), 0), ...twoAxes(pads.slice(rank), 0)],
  };
};

/** @throws Refusal where a node declares another window than its weight has. */
export const checkKernelShape = ({ attributes }: NodeView, kernel: readonly number[]): void => {
  const declared = attributes.ints("kernel_shape", kernel);
  if (!dimsEqual(declared, kernel))
    throw new IllFormed(`its kernel_shape is [${declared.join(",")}], the window of its weight [${kernel.join(",")}]`);
};

/** The last two of `values`, with `filler` before a single one. */
export const twoAxes = (values: readonly number[], filler: number): [number, number] => {
  const [last = filler, previous = filler] = values.toReversed();
  return [previous, last];
};

/** The attribute's values, `byDefault` each where it is missing. @throws Refusal where there are not `count`. */
export const perAxis = (node: NodeView, name: string, count: number, byDefault: number): readonly number[] => {
  const values = node.attributes.ints(
    name,
    Array.from({ length: count }, () => byDefault),
  );
  if (values.length !== count) throw new IllFormed(`its attribute ${name} has ${values.length} values, not ${count}`);
  return values;
};

/** All begins, then all ends. */
const padsOf = (node: NodeView, axes: readonly Axis[]): readonly number[] => {
  const autoPad = node.attributes.string("auto_pad", "NOTSET");
  switch (autoPad) {
    case "NOTSET":
    case "":
      return perAxis(node, "pads", 2 * axes.length, 0);
    case "VALID":
      return axes.flatMap(() => [0, 0]);
    case "SAME_UPPER":
    case "SAME_LOWER": {
      const totals = axes.map(samePadding);
      const smaller = totals.map(total => Math.floor(total / 2));
      const larger = totals.map(total => Math.ceil(total / 2));
      return autoPad === "SAME_UPPER" ? [...smaller, ...larger] : [...larger, ...smaller];
    }
    default:
      throw new IllFormed(`its attribute auto_pad is ${autoPad}`);
  }
};

/** Padding in all for `ceil(input / stride)` positions: ONNX Conv, auto_pad. */
const samePadding = ({ input, kernel, stride, dilation }: Axis): number => {
  const positions = Math.ceil(input / stride);
  return Math.max(0, (positions - 1) * stride + (kernel - 1) * dilation + 1 - input);
};
