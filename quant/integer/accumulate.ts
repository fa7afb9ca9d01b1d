/** Contractions in integers: codes less their zero points, multiplied and summed in int32, with the bias in the same unit. */
import { splitOperands } from "../../ir/epilogue.ts";
import { indexOf, resultOf, type Value, type ValueId } from "../../ir/graph.ts";
import { elementCount, type Tensor } from "../../ir/tensor.ts";
import type { Diagnostic } from "../../support/diagnostic.ts";
import { biasCodes } from "../codes.ts";
import { accumulatorOverflow } from "../messages.ts";
import { type Codes, codesBehind, largestMagnitude, uniform, type UniformCodes, widthOf } from "./codes.ts";
import type { IntegerSite } from "./site.ts";
import { spreadOut } from "./spread-out.ts";

export interface Accumulators {
  readonly value: Value;
  /** The real that 1 stands for, for each output channel. */
  readonly scales: readonly number[];
  /** The axis of the output channels. */
  readonly axis: number;
}

/** Undefined where a factor has no codes, or scales along an axis that the sums run over. Faults of overflow go to `faults`. */
export const accumulate = (site: IntegerSite, faults: Diagnostic[]): Accumulators | undefined => {
  const [left, right] = [uniform(site.codes(0)), site.codes(1)];
  if (left === undefined || right === undefined || !isPerChannel(site, right)) return undefined;
  if (widthOf(left) > 16 || widthOf(right) > 16) return undefined;
  const { axis, count } = channelsOf(site);
  const scales = Array.from({ length: count }, (_, k) =>
    Math.fround(left.scale * (right.scales[k % right.scales.length] ?? NaN)),
  );
  const bias = biasOf(site, scales);
  if (bias === "unknown") return undefined;
  const value = sums(site, left, right, bias);
  if (value === undefined) return undefined;
  faults.push(...overflowsOf(site, left, right, bias));
  return { value, scales, axis };
};

/** Where the output channels of the result lie; a product with a vector has one. */
const channelsOf = ({ graph, node }: IntegerSite): { readonly axis: number; readonly count: number } => {
  const { dims } = resultOf(node).type;
  if (node.op !== "matmul") return { axis: 1, count: dims[1] ?? 1 };
  const isVector = indexOf(graph).typeOf(node.operands[1] ?? "")?.dims.length === 1;
  return { axis: Math.max(0, dims.length - 1), count: isVector ? 1 : (dims.at(-1) ?? 1) };
};

/** One scale, or one per output channel of the second factor. */
const isPerChannel = ({ graph, node }: IntegerSite, { scales, axis }: Codes): boolean => {
  if (scales.length === 1) return true;
  if (node.op === "conv2d") return axis === 0;
  if (node.op === "conv_transpose2d") return axis === 1;
  const rank = indexOf(graph).typeOf(node.operands[1] ?? "")?.dims.length ?? 0;
  return rank >= 2 && axis === rank - 1;
};

const biasOf = ({ graph, node }: IntegerSite, scales: readonly number[]): Tensor | undefined | "unknown" => {
  const { bias } = splitOperands(node.operands, node.attributes["epilogue"] as readonly string[]);
  if (bias === undefined) return undefined;
  const reals = knownReals(graph, bias);
  return reals === undefined
    ? "unknown"
    : biasCodes({ type: { dtype: "f64", dims: [reals.length] }, data: reals }, scales);
};

const parameter = (values: readonly number[], k: number): number => values[k % values.length] ?? NaN;

/** Exact: a constant, or codes times their scale in doubles. */
const knownReals = (graph: IntegerSite["graph"], id: ValueId): Float64Array | undefined => {
  const { constantOf } = indexOf(graph);
  const codes = codesBehind(graph, id);
  if (codes === undefined) {
    const data = constantOf(id)?.data;
    return data === undefined ? undefined : Float64Array.from(data);
  }
  const data = constantOf(codes.value.id)?.data;
  if (data === undefined) return undefined;
  return Float64Array.from(data, (code, k) => parameter(codes.scales, k) * (code - parameter(codes.zeroPoints, k)));
};

const sums = (site: IntegerSite, left: UniformCodes, right: Codes, bias: Tensor | undefined): Value | undefined => {
  const { draft, node, now } = site;
  const zeros = [left.zeroPoint, right.zeroPoint];
  const rest = bias === undefined ? [] : [draft.constant("bias", bias)];
  if (node.op === "matmul")
    return draft.add("matmul_integer", [now(left.value), now(right.value), ...zeros, ...rest], {}, node.origins);
  if (node.op === "conv_transpose2d") return spreadOut(site, left, right, rest);
  const { strides, pads, dilations, group } = node.attributes;
  const attributes = { strides, pads, dilations, group } as typeof node.attributes;
  return draft.add("conv2d_integer", [now(left.value), now(right.value), ...zeros, ...rest], attributes, node.origins);
};

/**
 * The worst case of each sum, proved from the codes: Σ |weight| times the largest code, plus the bias. Only where both factors are
 * computed is nothing known but their ranges.
 */
const overflowsOf = (
  { graph, node }: IntegerSite,
  left: UniformCodes,
  right: Codes,
  bias: Tensor | undefined,
): Diagnostic[] => {
  const limit = 2 ** 31 - 1;
  const largestBias = largestOf(bias?.data ?? [], 0);
  const [leftData, rightData] = [left, right].map(({ value }) => indexOf(graph).constantOf(value.id)?.data);
  const bound =
    rightData === undefined
      ? productBound(node.op, left, right, leftData)
      : largestMagnitude(left) * channelSum(node.op, right, rightData, Number(node.attributes["group"] ?? 1));
  // The bias of the worst channel is no more than the largest; a hair too careful, and simple.
  return bound + largestBias <= limit
    ? []
    : [accumulatorOverflow(node.origins, bound + largestBias, widthOf(left), widthOf(right))];
};

/** Both factors at run time, or the left one known: depth × largest × largest. */
const productBound = (
  op: string,
  left: UniformCodes,
  right: Codes,
  leftData: ArrayLike<number> | undefined,
): number => {
  const { dims } = left.value.type;
  const depth = op === "matmul" ? (dims.at(-1) ?? 1) : elementCount(right.value.type.dims.slice(1));
  const largest = leftData === undefined ? largestMagnitude(left) : largestOf(leftData, left.zero);
  return depth * largest * largestMagnitude(right);
};

const largestOf = (codes: ArrayLike<number>, zero: number): number => {
  let largest = 0;
  for (let i = 0; i < codes.length; i++) largest = Math.max(largest, Math.abs((codes[i] ?? 0) - zero));
  return largest;
};

/** The largest Σ |weight − zero point| of an output channel. */
const channelSum = (op: string, { value, zeroPoints }: Codes, data: ArrayLike<number>, group: number): number => {
  const { channels, stride, parts } = channelLayout(op, value.type.dims, group);
  const totals = new Float64Array(channels * parts);
  for (let i = 0; i < data.length; i++) {
    const channel = Math.floor(i / stride) % channels;
    const place = Math.floor((i * parts) / data.length) * channels + channel;
    totals[place] = (totals[place] ?? 0) + Math.abs((data[i] ?? 0) - (zeroPoints[channel % zeroPoints.length] ?? 0));
  }
  return totals.reduce((most, total) => Math.max(most, total), 0);
};

/**
 * How the weights of one output channel lie: every `channels`-th run of `stride` elements, in each of so many parts on its own. The parts
 * are the groups of a transposed convolution [C, K/group, R, S], and the matrices of a batch.
 */
const channelLayout = (
  op: string,
  dims: readonly number[],
  group: number,
): { readonly channels: number; readonly stride: number; readonly parts: number } => {
  const count = elementCount(dims);
  if (op === "conv2d") return { channels: dims[0] ?? 1, stride: count / (dims[0] ?? 1), parts: 1 };
  if (op === "conv_transpose2d") return { channels: dims[1] ?? 1, stride: elementCount(dims.slice(2)), parts: group };
  if (dims.length < 2) return { channels: 1, stride: Math.max(1, count), parts: 1 };
  return { channels: dims.at(-1) ?? 1, stride: 1, parts: elementCount(dims.slice(0, -2)) };
};
