/** Reads nodes as y = scale · x + offset, channel by channel. */
import { type Constant, type Node, tensorOf, type ValueId } from "../../ir/graph.ts";
import { keepsType } from "../match.ts";
import type { Site } from "../rewrite.ts";

/** One number per channel, or a single one for all; "unknown" where it depends on weights that the model file lacks. */
export type ChannelValues = ArrayLike<number> | "unknown";

export interface Affine {
  readonly input: ValueId;
  /** Undefined stands for 1. */
  readonly scale: ChannelValues | undefined;
  /** Undefined stands for 0. */
  readonly offset: ChannelValues | undefined;
}

/** The node as an affine map along `axis` of its result; undefined where it is none, or its numbers are no constants. */
export const affineOf = (node: Node, axis: number, site: Site): Affine | undefined => {
  if (node.op === "batch_normalization") return axis === 1 ? normalizationAsAffine(node, site) : undefined;
  const [left, right] = node.operands;
  if (left === undefined || right === undefined || !keepsType(node, left, site)) return undefined;
  const values = channelValues(right, node, axis, site);
  if (values === undefined) return undefined;
  switch (node.op) {
    case "mul":
      return { input: left, scale: values, offset: undefined };
    case "div":
      return { input: left, scale: mapValues(values, value => 1 / value), offset: undefined };
    case "add":
      return { input: left, scale: undefined, offset: values };
    default:
      return undefined;
  }
};

/** scale · (x - mean) / √(variance + epsilon) + bias = factor · x + (bias - factor · mean), factor = scale / √(variance + epsilon). */
const normalizationAsAffine = (node: Node, site: Site): Affine | undefined => {
  const [input, ...parameters] = node.operands;
  const constants = parameters.map(id => site.constantOf(id)).filter(constant => constant !== undefined);
  if (input === undefined || constants.length !== 4) return undefined;
  const tensors = constants.map(tensorOf).filter(tensor => tensor !== undefined);
  if (tensors.length !== 4) return { input, scale: "unknown", offset: "unknown" };
  const [scale = [], bias = [], mean = [], variance = []] = tensors.map(({ data }) => data);
  const epsilon = Number(node.attributes["epsilon"]);
  const factor = Float64Array.from(scale, (value, c) => value / Math.sqrt((variance[c] ?? NaN) + epsilon));
  const offset = factor.map((value, c) => (bias[c] ?? NaN) - value * (mean[c] ?? NaN));
  return { input, scale: factor, offset };
};

/** A constant that varies along `axis` of the node's result only. */
export const channelValues = (id: ValueId, node: Node, axis: number, site: Site): ChannelValues | undefined => {
  const constant = site.constantOf(id);
  const [result] = node.results;
  if (constant === undefined || result === undefined || !variesOnlyAlong(constant, axis, result.type.dims.length))
    return undefined;
  return constant.data ?? "unknown";
};

const variesOnlyAlong = ({ type }: Constant, axis: number, rank: number): boolean =>
  type.dims.every((dim, i) => dim === 1 || i + rank - type.dims.length === axis);

const mapValues = (values: ChannelValues, f: (value: number) => number): ChannelValues =>
  values === "unknown" ? values : Float64Array.from(values, f);

/** The value for a channel; a single value is that of all. */
export const valueAt = (values: ArrayLike<number>, channel: number): number =>
  values[values.length === 1 ? 0 : channel] ?? NaN;
