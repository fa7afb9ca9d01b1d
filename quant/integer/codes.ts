/** What the integer graph knows of a real value: the codes that it stands for. */
import { bitsOf, type IntegerType, isInteger, rangeOf } from "../../ir/dtype.ts";
import { type Graph, indexOf, type Node, type Value, type ValueId } from "../../ir/graph.ts";

/** real = scale × (code − zero point) */
export interface Grid {
  readonly dtype: IntegerType;
  readonly scales: readonly number[];
  readonly zeroPoints: readonly number[];
  /** The axis along which there are several scales. */
  readonly axis: number;
}

export interface Codes extends Grid {
  /** The codes, an integer tensor of the quantized graph. */
  readonly value: Value;
  /** The zero point, a constant of the quantized graph. */
  readonly zeroPoint: Value;
}

/** Codes with one scale and one zero point. */
export interface UniformCodes extends Codes {
  readonly scale: number;
  readonly zero: number;
}

/** The grid that a `quantize` or `dequantize` lays; undefined where it is computed at run time. */
export const gridOf = (graph: Graph, node: Node, dtype: string | undefined): Grid | undefined => {
  const { constantOf } = indexOf(graph);
  const [, scaleId = "", zeroId = ""] = node.operands;
  const [scale, zero] = [constantOf(scaleId)?.data, constantOf(zeroId)?.data];
  if (scale === undefined || zero === undefined || !isIntegerName(dtype)) return undefined;
  const scales = Array.from(scale);
  const zeros = Array.from(zero);
  // Either may be single beside several of the other.
  const count = Math.max(scales.length, zeros.length);
  const spread = (values: readonly number[]): number[] =>
    values.length === count ? [...values] : Array.from({ length: count }, () => values[0] ?? NaN);
  return { dtype, scales: spread(scales), zeroPoints: spread(zeros), axis: Number(node.attributes["axis"]) };
};

const isIntegerName = (dtype: string | undefined): dtype is IntegerType =>
  dtype !== undefined && isInteger(dtype as IntegerType);

/** The codes behind a real value that a `dequantize` makes, where its parameters are constants. */
export const codesBehind = (graph: Graph, id: ValueId): Codes | undefined => {
  const { producerOf, typeOf } = indexOf(graph);
  const node = producerOf(id);
  if (node?.op !== "dequantize") return undefined;
  const [codes = "", , zero = ""] = node.operands;
  const [type, zeroType] = [typeOf(codes), typeOf(zero)];
  const grid = gridOf(graph, node, type?.dtype);
  if (grid === undefined || type === undefined || zeroType === undefined) return undefined;
  return { ...grid, value: { id: codes, type }, zeroPoint: { id: zero, type: zeroType } };
};

export const uniform = (codes: Codes | undefined): UniformCodes | undefined => {
  const [scale, zero] = [codes?.scales[0], codes?.zeroPoints[0]];
  if (codes?.scales.length !== 1 || scale === undefined || zero === undefined) return undefined;
  return { ...codes, scale, zero };
};

export const sameGrid = (a: Grid, b: Grid): boolean =>
  a.dtype === b.dtype &&
  a.scales.length === b.scales.length &&
  a.scales.every((scale, i) => scale === b.scales[i] && a.zeroPoints[i] === b.zeroPoints[i]);

/** The largest distance of a code from the zero point. */
export const largestMagnitude = ({ dtype, zeroPoints }: Grid): number => {
  const { min, max } = rangeOf(dtype);
  return Math.max(...zeroPoints.map(zero => Math.max(max - zero, zero - min)));
};

export const widthOf = ({ dtype }: Grid): number => bitsOf(dtype);
