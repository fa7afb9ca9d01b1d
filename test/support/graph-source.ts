/** What a recipe for random nodes draws from: decisions, and values that exist already or are made up. */
import type { Attributes } from "../../ir/attributes.ts";
import { graphBuilder } from "../../ir/builder.ts";
import { allocate, type DType, isFloat, isInteger, rangeOf, roundToFloat } from "../../ir/dtype.ts";
import type { Graph, Value } from "../../ir/graph.ts";
import { opDef, type OpName } from "../../ir/ops/index.ts";
import { elementCount, type TensorType, typesEqual } from "../../ir/tensor.ts";
import { randomStream } from "../../support/random.ts";
import type { Choices } from "./choices.ts";

export interface GraphSource {
  readonly choose: Choices;
  /** A value that `accepts` takes: one of the graph so far, or a new one of the type that `make` gives. */
  value(accepts: (type: TensorType) => boolean, make: () => TensorType): Value;
  /** A value of one of the dtypes, with a rank in the range and no empty axis. */
  tensor(dtypes: readonly DType[], leastRank?: number, mostRank?: number): Value;
  like(type: TensorType): Value;
  /** A value whose dims broadcast to those of `type` without stretching them. */
  broadcasting(type: TensorType): Value;
  /** A constant with chosen data: for indices, scales and whatever else must not be just any number. */
  constant(type: TensorType, element: () => number): Value;
  dims(rank: number): number[];
  /** Adds a node; its results can be drawn from then on. */
  node(op: OpName, operands: readonly Value[], attributes?: Attributes): void;
  /** The type of what the node would give first. */
  inferred(op: OpName, operands: readonly Value[], attributes: Attributes): TensorType;
}

export interface SourceOptions {
  /** Constants may be unknown, and may hold NaN, infinities and -0. */
  readonly hostileData: boolean;
}

/** A source and the graph that grows under it. */
export interface GrowingGraph {
  readonly source: (choose: Choices) => GraphSource;
  readonly finish: (choose: Choices) => Graph;
}

/** Larger values are not read again, so that graphs stay small. */
const mostElements = 400;

/** Names as users and exporters write them. */
const oddNames = [
  "x",
  "conv1.weight",
  "/model/layer.0/Conv_output_0",
  "a:0",
  "b c",
  'q"uote',
  "né\u202e",
  "new\nline",
  "",
];
const special = [NaN, Infinity, -Infinity, -0, 1e-42, 3.4e38];

export const growingGraph = ({ hostileData }: SourceOptions): GrowingGraph => {
  const builder = graphBuilder("random graph");
  const pool: Value[] = [];
  const keep = (value: Value): Value => {
    pool.push(value);
    return value;
  };

  const source = (choose: Choices): GraphSource => {
    const dims = (rank: number): number[] => Array.from({ length: rank }, () => choose.integer(1, rank > 2 ? 3 : 5));
    const constant = (type: TensorType, element: () => number): Value => {
      const data = allocate(type.dtype, elementCount(type.dims));
      for (let i = 0; i < data.length; i++) data[i] = element();
      return keep(builder.constant(builder.freshId(choose.pick(oddNames)), { type, data }));
    };
    const fresh = (type: TensorType): Value => {
      if (choose.flag()) return keep(builder.input(builder.freshId(choose.pick(oddNames)), type));
      if (hostileData && choose.integer(0, 3) === 3)
        return keep(builder.unknownConstant(builder.freshId(choose.pick(oddNames)), type));
      const element = elementsOf(type.dtype, choose.integer(0, 0xffff));
      return constant(type, () =>
        hostileData && choose.integer(0, 7) === 7 ? hostile(type.dtype, choose) : element(),
      );
    };
    const value: GraphSource["value"] = (accepts, make) => {
      const known = pool.filter(({ type }) => elementCount(type.dims) <= mostElements && accepts(type));
      const latest = known.at(-1);
      if (latest === undefined || choose.integer(0, 4) === 0) return fresh(make());
      // Chains are more telling than stars.
      return choose.flag() ? latest : choose.pick(known);
    };
    const like = (type: TensorType): Value =>
      value(
        known => typesEqual(known, type),
        () => type,
      );
    return {
      choose,
      value,
      like,
      constant,
      dims,
      tensor: (dtypes, leastRank = 0, mostRank = 4) =>
        value(
          ({ dtype, dims: known }) =>
            dtypes.includes(dtype) && known.length >= leastRank && known.length <= mostRank && !known.includes(0),
          () => ({ dtype: choose.pick(dtypes), dims: dims(choose.integer(leastRank, mostRank)) }),
        ),
      broadcasting: ({ dtype, dims: target }) =>
        like({
          dtype,
          dims: target.slice(choose.integer(0, target.length)).map(dim => (choose.flag() ? dim : 1)),
        }),
      node: (op, operands, attributes = {}) => {
        const origins = Array.from({ length: choose.integer(0, 2) }, () => choose.pick(oddNames));
        for (const result of builder.nodeOf(op, operands, attributes, origins)) keep(result);
      },
      inferred: (op, operands, attributes) => {
        const [type] = opDef(op).infer({ operands: operands.map(operand => operand.type), attributes });
        if (type === undefined) throw new RangeError(`${op} gives nothing`);
        return type;
      },
    };
  };

  return {
    source,
    finish: choose => {
      const last = pool.at(-1);
      for (const [i, result] of pool.entries())
        if (result === last || choose.flag()) builder.output(`${choose.pick(oddNames)}${i}`, result);
      return withOddIds(builder.build(), choose);
    },
  };
};

/** Seeded numbers that are elements of the type, near zero. */
export const elementsOf = (dtype: DType, seed: number): (() => number) => {
  const stream = randomStream(seed);
  if (isFloat(dtype)) return () => roundToFloat(dtype, stream.uniform() * 4 - 2);
  const { min, max } = isInteger(dtype) ? rangeOf(dtype) : { min: 0, max: 1 };
  return () => stream.integer(Math.max(min, -100), Math.min(max, 100));
};

const hostile = (dtype: DType, choose: Choices): number => {
  if (isFloat(dtype)) return roundToFloat(dtype, choose.pick(special));
  const { min, max } = rangeOf(dtype);
  return choose.pick([min, max]);
};

/** Some results under names that must be quoted; the builder itself only counts. */
const withOddIds = (graph: Graph, choose: Choices): Graph => {
  const renamed = new Map<string, string>();
  for (const { results } of graph.nodes)
    for (const { id } of results) if (choose.integer(0, 3) === 3) renamed.set(id, `${choose.pick(oddNames)}%${id}`);
  const rename = (id: string): string => renamed.get(id) ?? id;
  const nodes = graph.nodes.map(({ op, operands, attributes, results, origins }) => ({
    op,
    operands: operands.map(rename),
    attributes,
    results: results.map(({ id, type }) => ({ id: rename(id), type })),
    origins,
  }));
  return { ...graph, nodes, outputs: graph.outputs.map(({ name, value }) => ({ name, value: rename(value) })) };
};
