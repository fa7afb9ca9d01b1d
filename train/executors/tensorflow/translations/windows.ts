/** Pools and convolutions. TensorFlow.js slides windows over channels last, so images are turned on the way in and out. */
import type * as Library from "@tensorflow/tfjs-core";
import type { OpAttributes } from "../../../../ir/ops/index.ts";
import { windowExtent } from "../../../../ir/ops/window.ts";
import type { TensorType } from "../../../../ir/tensor.ts";
import {
  type Call,
  type DeviceTensor,
  givenAt,
  type NodeShape,
  type Tensorflow,
  type Translation,
  typeAt,
} from "../translation.ts";
import { epilogueFault, finished } from "./epilogue.ts";

type Image = Library.Tensor4D;

/** Ranks are checked with the graph, where the library's types ask for them. */
export const toChannelsLast = (tf: Tensorflow, x: DeviceTensor): Image => tf.transpose(x, [0, 2, 3, 1]) as Image;
export const toChannelsFirst = (tf: Tensorflow, x: DeviceTensor): DeviceTensor => tf.transpose(x, [0, 3, 1, 2]);

const pair = ([first = 1, second = 1]: readonly number[]): [number, number] => [first, second];

interface Sliding {
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
}

/** A limit of the library, whatever its formula could do. */
const slidingFault = ({ strides, dilations }: Sliding): string | undefined =>
  Math.max(...strides) > 1 && Math.max(...dilations) > 1 ? "it has strides and dilations" : undefined;

/** Zeros around height and width. */
const bordered = (tf: Tensorflow, x: Image, [top = 0, left = 0, bottom = 0, right = 0]: readonly number[]): Image =>
  Math.max(top, left, bottom, right) === 0
    ? x
    : tf.pad(x, [
        [0, 0],
        [Math.max(0, top), Math.max(0, bottom)],
        [Math.max(0, left), Math.max(0, right)],
        [0, 0],
      ]);

/** The sliding itself, channels last, over filters as `filterOf` gives them. */
export const slide = (
  tf: Tensorflow,
  x: Image,
  filter: DeviceTensor,
  { strides, dilations, pads, group }: OpAttributes<"conv2d_integer">,
): DeviceTensor => {
  const over = bordered(tf, x, pads);
  const channels = over.shape[3];
  const weight = filter as Image;
  if (group === 1) return tf.conv2d(over, weight, pair(strides), "valid", "NHWC", pair(dilations));
  if (group === channels) return tf.depthwiseConv2d(over, weight, pair(strides), "valid", "NHWC", pair(dilations));
  const filters = tf.split(weight, group, 3);
  const parts = tf
    .split(over, group, 3)
    .map((part, i) =>
      tf.conv2d(part as Image, (filters[i] ?? weight) as Image, pair(strides), "valid", "NHWC", pair(dilations)),
    );
  return tf.concat(parts, 3);
};

/** [K,C/group,R,S] to [R,S,C/group,K], or to [R,S,C,K/C] where each channel has filters of its own. */
export const filterOf = (tf: Tensorflow, weight: DeviceTensor, group: number, channels: number): DeviceTensor => {
  const [filters = 0, , height = 0, width = 0] = weight.shape;
  if (group === 1 || group !== channels) return tf.transpose(weight, [2, 3, 1, 0]);
  return tf.transpose(tf.reshape(weight, [channels, filters / channels, height, width]), [2, 3, 0, 1]);
};

const conv2d: Translation<"conv2d"> = {
  takes: "reals",
  refuses: node => slidingFault(node.attributes) ?? epilogueFault(node),
  arrange: (tf, weight, { operands, attributes }) =>
    filterOf(tf, weight, attributes.group, typeAt(operands, 0).dims[1] ?? 0),
  compute(call) {
    const { tf } = call;
    const slid = slide(tf, toChannelsLast(tf, givenAt(call, 0)), givenAt(call, 1), call.attributes);
    return [finished(call, slid, result => toChannelsFirst(tf, result))];
  },
};

/** The whole result of adding filters up, of which `pads` are cut off and `output_padding` is put on. */
const spread = (call: Call<"conv_transpose2d">, x: Image, filter: DeviceTensor): DeviceTensor => {
  const { tf, attributes, operands } = call;
  const [height = 1, width = 1] = typeAt(operands, 1).dims.slice(2);
  const [strideY, strideX] = pair(attributes.strides);
  const [batch, rows, columns] = x.shape;
  const size: [number, number] = [(rows - 1) * strideY + height, (columns - 1) * strideX + width];
  const outward = (part: Image, weight: DeviceTensor): Image =>
    tf.conv2dTranspose(part, weight as Image, [batch, ...size, weight.shape[2] ?? 0], [strideY, strideX], "valid");
  if (attributes.group === 1) return outward(x, filter);
  const filters = tf.split(filter, attributes.group, 3);
  const parts = tf.split(x, attributes.group, 3).map((part, i) => outward(part as Image, filters[i] ?? filter));
  return tf.concat(parts, 3);
};

const convTranspose2d: Translation<"conv_transpose2d"> = {
  takes: "reals",
  refuses: node => (Math.max(...node.attributes.dilations) > 1 ? "it has dilations" : epilogueFault(node)),
  // [C,K/group,R,S] to [R,S,K/group,C].
  arrange: (tf, weight) => tf.transpose(weight, [2, 3, 1, 0]),
  compute(call) {
    const { tf, attributes } = call;
    const [top = 0, left = 0, bottom = 0, right = 0] = attributes.pads;
    const [below = 0, beside = 0] = attributes.output_padding;
    const whole = spread(call, toChannelsLast(tf, givenAt(call, 0)), givenAt(call, 1)) as Image;
    const grown = bordered(tf, whole, [0, 0, below - bottom, beside - right]);
    const [, , rows = 0, columns = 0] = typeAt(call.results, 0).dims;
    const cut = tf.slice(grown, [0, top, left, 0], [-1, rows, columns, -1]);
    return [finished(call, cut, result => toChannelsFirst(tf, result))];
  },
};

type Pooled = NodeShape<"max_pool2d"> | NodeShape<"average_pool2d">;

const poolFault = ({ attributes }: Pooled): string | undefined =>
  Math.max(...attributes.dilations) > 1 ? "it has dilations" : undefined;

/** Elements to add after the end so that the windows which rounding up adds find a place. */
const overhang = (node: Pooled, axis: 0 | 1): number => {
  const { attributes, operands, results } = node;
  const [size = 0, positions = 0] = [typeAt(operands, 0).dims[2 + axis], typeAt(results, 0).dims[2 + axis]];
  const extent = windowExtent(attributes.kernel[axis] ?? 1, 1);
  const reach = (positions - 1) * (attributes.strides[axis] ?? 1) + extent;
  return Math.max(0, reach - size - (attributes.pads[axis] ?? 0));
};

/** Padding that the library itself leaves out of the window. */
const borders = (
  node: Pooled,
  [top = 0, left = 0]: readonly number[],
): [[0, 0], [number, number], [number, number], [0, 0]] => [
  [0, 0],
  [top, overhang(node, 0)],
  [left, overhang(node, 1)],
  [0, 0],
];

const maxPool2d: Translation<"max_pool2d"> = {
  takes: "reals",
  refuses: poolFault,
  compute(call) {
    const { tf, attributes } = call;
    const image = toChannelsLast(tf, givenAt(call, 0));
    const pooled = tf.maxPool(image, pair(attributes.kernel), pair(attributes.strides), borders(call, attributes.pads));
    return [toChannelsFirst(tf, pooled)];
  },
};

/** Where padding counts, it is put there as zeros first. */
const averagePool2d: Translation<"average_pool2d"> = {
  takes: "reals",
  refuses: poolFault,
  compute(call) {
    const { tf, attributes } = call;
    const image = toChannelsLast(tf, givenAt(call, 0));
    const { pads, kernel, strides } = attributes;
    const counted = attributes.count_include_pad;
    const padded = counted ? bordered(tf, image, pads) : image;
    const around = counted ? borders(grownBy(call, pads), [0, 0]) : borders(call, pads);
    return [toChannelsFirst(tf, tf.avgPool(padded, pair(kernel), pair(strides), around))];
  },
};

/** The node on an input to which its padding was added. */
const grownBy = (
  call: Call<"average_pool2d">,
  [top = 0, left = 0, bottom = 0, right = 0]: readonly number[],
): Pooled => {
  const { dtype, dims } = typeAt(call.operands, 0);
  const [batch = 0, channels = 0, height = 0, width = 0] = dims;
  const grown: TensorType = { dtype, dims: [batch, channels, height + top + bottom, width + left + right] };
  return { ...call, operands: [grown], attributes: { ...call.attributes, pads: [0, 0, 0, 0] } };
};

export const windowTranslations = {
  average_pool2d: averagePool2d,
  conv2d,
  conv_transpose2d: convTranspose2d,
  max_pool2d: maxPool2d,
} as const;
