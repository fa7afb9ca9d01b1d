/** Contractions with known weights as what they are to rounding: rows of weights that meet vectors of inputs. */
import { splitOperands } from "../../ir/epilogue.ts";
import { type Graph, indexOf, type Node, tensorOf, type ValueId } from "../../ir/graph.ts";
import { slidingDims } from "../../ir/ops/window.ts";
import type { Tensor } from "../../ir/tensor.ts";
import { InternalError } from "../../support/diagnostic.ts";
import type { RandomStream } from "../../support/random.ts";

export interface LinearLayer {
  readonly node: Node;
  readonly input: ValueId;
  readonly weight: ValueId;
  /** Undefined where the layer has none. */
  readonly bias: ValueId | undefined;
  /** Output channels, of all groups together. */
  readonly rows: number;
  readonly groups: number;
  /** Weights of a row. */
  readonly size: number;
  /** Place in the weight tensor of element `i` of a row. */
  readonly place: (row: number, i: number) => number;
  /**
   * Input vectors at up to `most` places, drawn from the stream: one after the other, each of `groups × size` elements.
   * Places are the same for equal streams.
   */
  readonly vectors: (input: Tensor, most: number, random: RandomStream) => Float32Array;
}

/** In topological order. A weight that several layers read is left out: their inputs differ. */
export const linearLayersOf = (graph: Graph): readonly LinearLayer[] =>
  graph.nodes.flatMap(node => {
    const [input = "", weight = ""] = node.operands;
    const constant = indexOf(graph).constantOf(weight);
    const tensor = constant === undefined ? undefined : tensorOf(constant);
    const isShared = indexOf(graph).usersOf(weight).length > 1;
    if (tensor === undefined || isShared || tensor.type.dtype !== "f32") return [];
    const shape = node.op === "conv2d" ? convolution(node, tensor) : node.op === "matmul" ? product(tensor) : undefined;
    if (shape === undefined) return [];
    const { bias } = splitOperands(node.operands, node.attributes["epilogue"] as readonly string[]);
    return [{ node, input, weight, bias, ...shape }];
  });

type Shape = Omit<LinearLayer, "node" | "input" | "weight" | "bias">;

const convolution = ({ attributes }: Node, { type }: Tensor): Shape => {
  const [rows = 0, ...rest] = type.dims;
  const size = rest.reduce((volume, dim) => volume * dim, 1);
  const window = attributes as unknown as Window;
  const [, height = 1, width = 1] = rest;
  return {
    rows,
    groups: window.group,
    size,
    place: (row, i) => row * size + i,
    vectors: (input, most, random) => patches(input, { ...window, height, width }, most, random),
  };
};

/** [..., D] × [D, N] only: other products have no rows of weights. */
const product = ({ type: { dims } }: Tensor): Shape | undefined => {
  const [size, rows] = dims;
  if (size === undefined || rows === undefined || dims.length !== 2) return undefined;
  return {
    rows,
    groups: 1,
    size,
    place: (row, i) => i * rows + row,
    vectors: ({ data }, most, random) => {
      const places = drawPlaces(data.length / size, most, random);
      const result = new Float32Array(places.length * size);
      for (const [k, place] of places.entries()) result.set(data.subarray(place * size, (place + 1) * size), k * size);
      return result;
    },
  };
};

interface Window {
  readonly strides: readonly [number, number];
  readonly pads: readonly [number, number, number, number];
  readonly dilations: readonly [number, number];
  readonly group: number;
}

interface Filter extends Window {
  readonly height: number;
  readonly width: number;
}

/** What the filter sees at the drawn output places: channels, rows and columns in the order of a weight row; 0 in the padding. */
const patches = ({ type, data }: Tensor, filter: Filter, most: number, random: RandomStream): Float32Array => {
  const [batch = 1, channels = 1, rows = 1, columns = 1] = type.dims;
  const [top, left] = filter.pads;
  const [strideY, strideX] = filter.strides;
  const [high, wide] = slidingDims([rows, columns], [filter.height, filter.width], filter);
  const places = drawPlaces(batch * high * wide, most, random);
  const length = channels * filter.height * filter.width;
  const result = new Float32Array(places.length * length);
  for (const [k, place] of places.entries()) {
    const y = (Math.floor(place / wide) % high) * strideY - top;
    const x = (place % wide) * strideX - left;
    const sample = Math.floor(place / (high * wide));
    const planes = data.subarray(sample * channels * rows * columns, (sample + 1) * channels * rows * columns);
    copyWindow(planes, { channels, rows, columns, y, x }, filter, result.subarray(k * length, (k + 1) * length));
  }
  return result;
};

interface Corner {
  readonly channels: number;
  readonly rows: number;
  readonly columns: number;
  /** Of the window's first tap; may lie in the padding. */
  readonly y: number;
  readonly x: number;
}

const copyWindow = (
  planes: Tensor["data"],
  { channels, rows, columns, y, x }: Corner,
  { height, width, dilations: [dilationY, dilationX] }: Filter,
  target: Float32Array,
): void => {
  let at = 0;
  for (let channel = 0; channel < channels; channel++)
    for (let r = 0; r < height; r++)
      for (let s = 0; s < width; s++, at++) {
        const [row, column] = [y + r * dilationY, x + s * dilationX];
        if (row >= 0 && column >= 0 && row < rows && column < columns)
          target[at] = planes[(channel * rows + row) * columns + column] ?? 0;
      }
};

/** All places in order where there are no more than `most`, else that many, drawn with replacement. */
const drawPlaces = (count: number, most: number, random: RandomStream): readonly number[] =>
  count <= most
    ? Array.from({ length: count }, (_, i) => i)
    : Array.from({ length: most }, () => random.integer(0, count - 1));

/** One row of weights. */
export const rowOf = ({ size, place }: LinearLayer, { data }: Tensor, row: number): Float64Array =>
  Float64Array.from({ length: size }, (_, i) => data[place(row, i)] ?? 0);

/** The layer's weights. */
export const weightOf = (graph: Graph, { weight }: LinearLayer): Tensor => {
  const constant = indexOf(graph).constantOf(weight);
  const known = constant === undefined ? undefined : tensorOf(constant);
  if (known === undefined) throw new InternalError(`${weight} is no known constant`);
  return known;
};
