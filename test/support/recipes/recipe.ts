/** What a recipe is: how to make one legal node of an operator out of random decisions. */
import type { Attributes } from "../../../ir/attributes.ts";
import type { DType } from "../../../ir/dtype.ts";
import { epilogueOperandCount } from "../../../ir/epilogue.ts";
import type { Value } from "../../../ir/graph.ts";
import type { OpName } from "../../../ir/ops/index.ts";
import type { TensorType } from "../../../ir/tensor.ts";
import type { GraphSource } from "../graph-source.ts";

/** Adds one node of `op`, with as many of its features as the decisions ask for. */
export type Recipe = (source: GraphSource, op: OpName) => void;

export const floats: readonly DType[] = ["f32", "f32", "f32", "f64", "f16", "bf16"];
export const unsigned: readonly DType[] = ["uint8", "uint16", "uint4", "uint32"];
export const integers: readonly DType[] = ["int8", "uint8", "int32", "int64", "int4", "uint16"];
export const numbers: readonly DType[] = [...floats, ...integers];
export const anything: readonly DType[] = [...numbers, "bool"];

/** An axis of a tensor of rank 1 or more. */
export const axisOf = ({ choose }: GraphSource, { dims }: TensorType): number => choose.integer(0, dims.length - 1);

/** A subset of the axes, in any order. */
export const axesOf = ({ choose }: GraphSource, { dims }: TensorType): number[] => {
  const axes = [...dims.keys()].filter(() => choose.flag());
  return choose.flag() ? axes : axes.toReversed();
};

/** One of two shapes: attributes of a window of random size on two axes. */
export const windowOf = ({ choose }: GraphSource) => {
  const two = (low: number, high: number): [number, number] => [choose.integer(low, high), choose.integer(low, high)];
  const kernel = two(1, 3);
  const dilations = two(1, 2);
  const extent = kernel.map((size, axis) => (size - 1) * (dilations[axis] ?? 1) + 1);
  const strides = two(1, 2);
  // Fewer than the window covers, so that every window sees an element.
  const pads = [...extent, ...extent].map(size => choose.integer(0, Math.min(2, size - 1)));
  return { kernel, dilations, extent, strides, pads };
};

/** An image [N,C,H,W] of one of the dtypes that holds a window of the given extent. */
export const imageOf = (
  source: GraphSource,
  dtypes: readonly DType[],
  channels: number | undefined,
  extent: readonly number[],
): Value => {
  const { choose } = source;
  const [height = 1, width = 1] = extent;
  return source.value(
    ({ dtype, dims }) => {
      const [n = 0, c = 0, h = 0, w = 0] = dims;
      const fits = dims.length === 4 && n > 0 && h >= height && w >= width && c === (channels ?? c) && c > 0;
      return fits && dtypes.includes(dtype);
    },
    () => ({
      dtype: choose.pick(dtypes),
      dims: [
        choose.integer(1, 2),
        channels ?? choose.integer(1, 3),
        height + choose.integer(0, 2),
        width + choose.integer(0, 2),
      ],
    }),
  );
};

const steps = [
  "relu",
  "add",
  "mul",
  "sigmoid",
  "clip(min=0,max=6)",
  "leaky_relu(alpha=0.25)",
  "hard_swish",
  "gelu(approximate=tanh)",
];

/** Adds a contraction with a random epilogue, and the operands that its steps read. */
export const fusedNode = (
  source: GraphSource,
  op: OpName,
  factors: readonly Value[],
  bias: Value | undefined,
  attributes: Attributes,
): void => {
  const { choose } = source;
  const epilogue = Array.from({ length: choose.integer(0, 2) }, () => choose.pick(steps));
  const operands = bias === undefined ? factors : [...factors, bias];
  const result = source.inferred(op, operands, { ...attributes, epilogue: [] });
  const extras = Array.from({ length: epilogueOperandCount(epilogue) }, () => source.broadcasting(result));
  source.node(op, [...operands, ...extras], { ...attributes, epilogue });
};
