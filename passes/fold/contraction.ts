/** How a contraction's constant weight and bias take in an affine map of its result or its input. */
import { allocate, type DType, roundToFloat, type TensorData } from "../../ir/dtype.ts";
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
  /** So many neighbouring weights, counted from the first, share their channel of the result and of the input. */
  readonly outputRun: number;
  readonly inputRun: number;
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

type Geometry = Pick<Contraction, "channels" | "outputChannelOf" | "inputChannelOf" | "outputRun" | "inputRun">;

/** Where the channels are in each weight layout: see ir/ops. */
const geometries: Readonly<Record<string, (dims: readonly number[], node: Node) => Geometry | undefined>> = {
  /** [K, C/group, R, S] */
  conv2d([channels = 0, inputs = 0, ...window], { attributes }) {
    const area = elementCount(window);
    const perGroup = channels / Number(attributes["group"]);
    const outputChannelOf = (index: number): number => Math.floor(index / (inputs * area));
    return {
      channels,
      outputRun: inputs * area,
      inputRun: area,
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
      outputRun: area,
      inputRun: perGroup * area,
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
      outputRun: 1,
      inputRun: channels,
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
export const roundedData = (dtype: DType, values: ArrayLike<number>): TensorData | undefined => {
  const data = allocate(dtype, values.length);
  const round = rounding(dtype);
  for (let i = 0; i < data.length; i++) data[i] = round(values[i] ?? NaN);
  return data.every(Number.isFinite) ? data : undefined;
};

/** What storing in the host's array leaves to do: half precisions live in 32-bit floats (see ir/dtype.ts). */
export const rounding = (dtype: DType): ((value: number) => number) =>
  dtype === "f16" || dtype === "bf16" ? value => roundToFloat(dtype, value) : value => value;

/** `conv1.weight` and what is folded into it stay one name. */
export const foldedName = (constant: Constant | undefined, otherwise: string): string =>
  `${(constant?.id ?? otherwise).replace(/\.folded(\.\d+)?$/, "")}.folded`;

export const vectorType = (dtype: DType, length: number): TensorType => ({ dtype, dims: [length] });
