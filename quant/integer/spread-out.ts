/**
 * A transposed convolution of codes as a plain one: zeros (the input's zero point) stand between the pixels, and the filters are turned
 * around (Dumoulin and Visin, arXiv 1603.07285, section 4). The sums are the same, term by term.
 */
import { indexOf, type Value } from "../../ir/graph.ts";
import { elementCount, stridesOf, tensor, type Tensor } from "../../ir/tensor.ts";
import type { Codes, UniformCodes } from "./codes.ts";
import type { IntegerSite } from "./site.ts";

export const spreadOut = (
  site: IntegerSite,
  input: UniformCodes,
  weight: Codes,
  bias: readonly Value[],
): Value | undefined => {
  const { draft, graph, node } = site;
  const data = indexOf(graph).constantOf(weight.value.id)?.data;
  if (data === undefined) return undefined;
  const group = Number(node.attributes["group"]);
  const turned = draft.constant(`${weight.value.id}.turned`, turnedAround({ type: weight.value.type, data }, group));
  const zeros = repeatedZeroPoint(weight, group);
  const zero = draft.constant("zero_point", tensor(weight.dtype, zeros.length === 1 ? [] : [zeros.length], zeros));
  const { pixels, pads } = spreadPixels(site, input, weight.value.type.dims.slice(2));
  const dilations = node.attributes["dilations"] as readonly number[];
  const operands = [pixels, turned, input.zeroPoint, zero, ...bias];
  return draft.add("conv2d_integer", operands, { strides: [1, 1], pads, dilations, group }, node.origins);
};

/** [C, K/group, R, S] to [K, C/group, R, S], each filter from its end to its beginning. */
const turnedAround = ({ type: { dtype, dims }, data }: Tensor, group: number): Tensor => {
  const [channels = 0, perGroup = 0, height = 0, width = 0] = dims;
  const turned = [perGroup * group, channels / group, height, width];
  const strides = stridesOf(dims);
  const values = Float64Array.from({ length: elementCount(turned) }, (_, i) => {
    const [s, r] = [i % width, Math.floor(i / width) % height];
    const c = Math.floor(i / (width * height)) % (channels / group);
    const k = Math.floor(i / (width * height * (channels / group)));
    const place = [Math.floor(k / perGroup) * (channels / group) + c, k % perGroup, height - 1 - r, width - 1 - s];
    return data[place.reduce((at, index, axis) => at + index * (strides[axis] ?? 0), 0)] ?? NaN;
  });
  return tensor(dtype, turned, values);
};

const repeatedZeroPoint = ({ zeroPoints }: Codes, group: number): readonly number[] =>
  zeroPoints.every(zero => zero === zeroPoints[0])
    ? zeroPoints.slice(0, 1)
    : Array.from({ length: group }, () => zeroPoints).flat();

/** The pixels with zeros between them, and the padding that is left to do; where that is negative, rows and columns are cut off. */
const spreadPixels = (
  { draft, node, now }: IntegerSite,
  input: UniformCodes,
  filter: readonly number[],
): { readonly pixels: Value; readonly pads: readonly number[] } => {
  const [batch = 1, channels = 1, height = 1, width = 1] = input.value.type.dims;
  const numbers = (name: string): readonly number[] => node.attributes[name] as readonly number[];
  const [down = 1, right = 1] = numbers("strides");
  const [dilations, padding, extra] = [numbers("dilations"), numbers("pads"), numbers("output_padding")];
  const reach = filter.map((count, axis) => (count - 1) * (dilations[axis] ?? 1));
  const pads = padding.map((pad, side) => (reach[side % 2] ?? 0) - pad + (side < 2 ? 0 : (extra[side % 2] ?? 0)));
  const reshaped = (value: Value, shape: readonly number[]): Value =>
    draft.add("reshape", [value], { shape }, node.origins);
  const apart = draft.add(
    "pad",
    [reshaped(now(input.value), [batch, channels, height, 1, width, 1])],
    { pads: [0, 0, 0, 0, 0, 0, 0, 0, 0, down - 1, 0, right - 1], mode: "constant", value: input.zero },
    node.origins,
  );
  const cut = (side: number): number => Math.max(0, -(pads[side] ?? 0));
  const pixels = draft.add(
    "slice",
    [reshaped(apart, [batch, channels, height * down, width * right])],
    {
      starts: [cut(0), cut(1)],
      ends: [(height - 1) * down + 1 - cut(2), (width - 1) * right + 1 - cut(3)],
      axes: [2, 3],
      steps: [1, 1],
    },
    node.origins,
  );
  return { pixels, pads: pads.map(pad => Math.max(0, pad)) };
};
