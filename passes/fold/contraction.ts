/** How a contraction's constant weight and bias take in an affine map of its result or its input. */
import { allocate, type DType, isFloat, roundToFloat, type TensorData } from "../../ir/dtype.ts";
import { splitOperands } from "../../ir/epilogue.ts";
import { type Constant, type Node, type Value, type ValueId } from "../../ir/graph.ts";
import { elementCount, type TensorType } from "../../ir/tensor.ts";
import type { Site } from "../rewrite.ts";

/** A contraction as folding sees it. */
export interface Contraction {
  readonly node: Node;
  readonly weight: Constant | undefined;
  readonly bias: Constant | undefined;
  readonly extras: readonly ValueId[];
  /** How many channels the result has, and along which axis. */
  readonly channels: number;
  readonly axis: number;
  readonly dtype: DType;
  /** The result's and the input's channel of each weight. */
  outputChannelOf(index: number): number;
  inputChannelOf(index: number): number;
}

/** Undefined for other operators, for a bias that is no constant, and for a product with a vector. */
export const contractionOf = (node: Node, site: Site): Contraction | undefined => {
  const [, weightId] = node.operands;
  const [result] = node.results;
  const channelsOf = geometries[node.op];
  if (channelsOf === undefined || weightId === undefined || result === undefined) return undefined;
  const weightType = site.typeOf(weightId);
  const geometry = channelsOf(weightType.dims, node);
  if (geometry === undefined) return undefined;
  const { bias: biasId, extras } = splitOperands(node.operands, node.attributes["epilogue"] as readonly string[]);
  const bias = biasId === undefined ? undefined : site.constantOf(biasId);
  if (biasId !== undefined && bias === undefined) return undefined;
  const axis = node.op === "matmul" ? result.type.dims.length - 1 : 1;
  return { node, weight: site.constantOf(weightId), bias, extras, axis, dtype: weightType.dtype, ...geometry };
};

type Geometry = Pick<Contraction, "channels" | "outputChannelOf" | "inputChannelOf">;

/** Where the channels are in each weight layout: see ir/ops. */
const geometries: Readonly<Record<string, (dims: readonly number[], node: Node) => Geometry | undefined>> = {
  /** [K, C/group, R, S] */
  conv2d([channels = 0, inputs = 0, ...window], { attributes }) {
    const area = elementCount(window);
    const perGroup = channels / Number(attributes["group"]);
    const outputChannelOf = (index: number): number => Math.floor(index / (inputs * area));
    return {
      channels,
      outputChannelOf,
      inputChannelOf: index =>
        Math.floor(outputChannelOf(index) / perGroup) * inputs + (Math.floor(index / area) % inputs),
    };
  },
  /** [C, K/group, R, S] */
  conv_transpose2d([inputs = 0, perGroup = 0, ...window], { attributes }) {
    const area = elementCount(window);
    const group = Number(attributes["group"]);
    const inputChannelOf = (index: number): number => Math.floor(index / (perGroup * area));
    return {
      channels: perGroup * group,
      inputChannelOf,
      outputChannelOf: index =>
        Math.floor(inputChannelOf(index) / (inputs / group)) * perGroup + (Math.floor(index / area) % perGroup),
    };
  },
  /** [..., K, N] */
  matmul(dims) {
    const [depth, channels] = dims.slice(-2);
    if (depth === undefined || channels === undefined) return undefined;
    return {
      channels,
      outputChannelOf: index => index % channels,
      inputChannelOf: index => Math.floor(index / channels) % depth,
    };
  },
};

/** The contraction with another weight and bias; undefined keeps what there is. */
export const withParameters = (
  { node, bias, extras }: Contraction,
  input: ValueId,
  newWeight: Value | undefined,
  newBias: Value | undefined,
  site: Site,
): readonly Value[] => {
  const weight = newWeight?.id ?? node.operands[1] ?? "";
  const biasId = newBias?.id ?? bias?.id;
  const operands = [input, weight, ...(biasId === undefined ? [] : [biasId]), ...extras];
  return site.nodeOf(node.op, operands, node.attributes);
};

/** New parameters, computed in double precision and rounded once; undefined where one is too large for the type. */
export const roundedData = (dtype: DType, values: ArrayLike<number>): TensorData | undefined =>
  computedData(dtype, values.length, i => values[i] ?? NaN);

/** As `roundedData`, for weights of any size: element by element, without a copy in double precision between. */
export const computedData = (
  dtype: DType,
  count: number,
  valueAt: (index: number) => number,
): TensorData | undefined => {
  const data = allocate(dtype, count);
  const round = isFloat(dtype) && dtype !== "f32" ? (value: number): number => roundToFloat(dtype, value) : Math.fround;
  for (let i = 0; i < count; i++) {
    const value = round(valueAt(i));
    if (!Number.isFinite(value)) return undefined;
    data[i] = value;
  }
  return data;
};

/** `conv1.weight` and what is folded into it stay one name. */
export const foldedName = (constant: Constant | undefined, otherwise: string): string =>
  `${(constant?.id ?? otherwise).replace(/\.folded(\.\d+)?$/, "")}.folded`;

export const vectorType = (dtype: DType, length: number): TensorType => ({ dtype, dims: [length] });
