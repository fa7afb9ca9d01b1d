/**
 * NAS-Bench-201 (Dong and Yang, ICLR 2020): a cell of four nodes whose six edges each have one of five operations, fifteen times in a row
 * in three stages, with residual blocks between the stages that halve the picture and double the channels.
 */
import type { Graph } from "../../../ir/graph.ts";
import { InternalError } from "../../../support/diagnostic.ts";
import type { CategoricalChoice, Encoding } from "../design-space.ts";
import { LayerBuilder, type LayerResult } from "./layers.ts";
import type { ImageClassification, NetworkSpaceDefinition } from "./network-space.ts";

/** As tables name them. */
const operations = ["none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3"] as const;
type Operation = (typeof operations)[number];

interface Edge {
  readonly from: number;
  readonly to: number;
}

/** In the order of the benchmark's text: by the node that an edge leads to, then by where it comes from. */
const edges: readonly Edge[] = [1, 2, 3].flatMap(to => Array.from({ length: to }, (_, from) => ({ from, to })));
const nodeCount = 4;
const output = nodeCount - 1;

const stem = 16;
const cellsPerStage = 5;
const stages = [stem, 2 * stem, 4 * stem];

const choices = edges.map(({ from, to }): CategoricalChoice => ({
  kind: "categorical",
  name: `${from}->${to}`,
  values: operations,
}));

const operationAt = (encoding: Encoding, edge: number): Operation => {
  const operation = operations[encoding[edge] ?? -1];
  if (operation === undefined) throw new InternalError(`edge ${edge} of NAS-Bench-201 has no operation`);
  return operation;
};

/**
 * What a cell computes, equal for cells that compute the same: each node is a sum of terms, where a skipped edge hands all terms of its
 * source on, and whatever is done to nothing is nothing. So nodes may change places, and sums their brackets. Ignores: that a
 * convolution of nothing leaves the shift of its normalization, a constant.
 */
const termsOf = (encoding: Encoding): readonly string[] => {
  const nodes: (readonly string[])[] = [["x"]];
  for (const [position, { from, to }] of edges.entries()) {
    const source = nodes[from] ?? [];
    const operation = operationAt(encoding, position);
    nodes[to] = [...(nodes[to] ?? []), ...termsOver(source, operation)];
  }
  return nodes[output] ?? [];
};

const termsOver = (source: readonly string[], operation: Operation): readonly string[] => {
  if (operation === "none" || source.length === 0) return [];
  return operation === "skip_connect" ? source : [`${operation}(${source.toSorted().join("+")})`];
};

const cellKey = (encoding: Encoding): string => termsOf(encoding).toSorted().join("+");

/** By what a cell computes, the first of all encodings. */
const representatives = (): ReadonlyMap<string, Encoding> => {
  const first = new Map<string, Encoding>();
  for (let index = 0; index < operations.length ** edges.length; index++) {
    const encoding = edges.map(
      (_, edge) => Math.floor(index / operations.length ** (edges.length - 1 - edge)) % operations.length,
    );
    const key = cellKey(encoding);
    if (!first.has(key)) first.set(key, encoding);
  }
  return first;
};

let known: ReadonlyMap<string, Encoding> | undefined;

const canonical = (encoding: Encoding): Encoding => {
  // Found once, as soon as anybody asks.
  known ??= representatives();
  const representative = known.get(cellKey(encoding));
  if (representative === undefined) throw new InternalError(`no cell of NAS-Bench-201: ${encoding.join()}`);
  return representative;
};

/** `|nor_conv_3x3~0|+|none~0|skip_connect~1|+|…|`. */
const nameOf = (encoding: Encoding): string =>
  [1, 2, 3]
    .map(node => {
      const into = edges.flatMap(({ from, to }, edge) =>
        to === node ? [`${operationAt(encoding, edge)}~${from}`] : [],
      );
      return `|${into.join("|")}|`;
    })
    .join("+");

const graphOf = (encoding: Encoding, task: ImageClassification): Graph | undefined => {
  if (termsOf(encoding).length === 0) return undefined;
  const build = new LayerBuilder(`nas_bench_201 ${nameOf(encoding)}`, task);
  let value = build.convolution("stem", build.image(), { filters: stem, size: 3 });
  for (const [stage, channels] of stages.entries()) {
    if (stage > 0) value = reduction(build, `reduction${stage}`, value, channels);
    for (let cell = 0; cell < cellsPerStage; cell++)
      value = cellOf(build, `stage${stage + 1}.cell${cell + 1}`, value, encoding);
  }
  return build.classifier("classifier", build.relu("last", build.normalization("last", value)));
};

const cellOf = (build: LayerBuilder, name: string, input: LayerResult, encoding: Encoding): LayerResult => {
  const nodes: (LayerResult | undefined)[] = [input];
  const rectified = new Map<number, LayerResult>();
  /** Edges that leave the same node share it. */
  const positive = (node: number, value: LayerResult): LayerResult => {
    const made = rectified.get(node) ?? build.relu(`${name}.relu${node}`, value);
    rectified.set(node, made);
    return made;
  };
  const along = (edge: number, { from, to }: Edge): LayerResult | undefined => {
    const source = nodes[from];
    const label = `${name}.${from}->${to}`;
    if (source === undefined) return undefined;
    switch (operationAt(encoding, edge)) {
      case "none":
        return undefined;
      case "skip_connect":
        return source;
      case "nor_conv_1x1":
        return build.convolution(label, positive(from, source), { filters: source.channels, size: 1 });
      case "nor_conv_3x3":
        return build.convolution(label, positive(from, source), { filters: source.channels, size: 3 });
      case "avg_pool_3x3":
        return build.averagePool(label, source, { size: 3, stride: 1, pad: 1 });
    }
  };
  const needed = nodesThatCount(encoding);
  for (const [edge, ends] of edges.entries()) {
    const term = needed.has(ends.to) ? along(edge, ends) : undefined;
    const before = nodes[ends.to];
    if (term !== undefined)
      nodes[ends.to] = before === undefined ? term : build.add(`${name}.sum${ends.to}.${ends.from}`, before, term);
  }
  const made = nodes[output];
  if (made === undefined) throw new InternalError("a cell that hands nothing on");
  return made;
};

/** Nodes that the cell's output depends on; all others are left out. */
const nodesThatCount = (encoding: Encoding): ReadonlySet<number> => {
  const needed = new Set([output]);
  for (const [edge, { from, to }] of [...edges.entries()].toReversed())
    if (needed.has(to) && operationAt(encoding, edge) !== "none") needed.add(from);
  return needed;
};

/** Halves the picture. The way around takes the mean of four pixels, then brings them to the new channels. */
const reduction = (build: LayerBuilder, name: string, input: LayerResult, filters: number): LayerResult => {
  const first = build.convolution(`${name}.a`, build.relu(`${name}.relu_a`, input), { filters, size: 3, stride: 2 });
  const second = build.convolution(`${name}.b`, build.relu(`${name}.relu_b`, first), { filters, size: 3 });
  const means = build.averagePool(`${name}.pool`, input, { size: 2, stride: 2, pad: 0 });
  return build.add(`${name}.sum`, build.convolution(`${name}.around`, means, { filters, size: 1 }, "plain"), second);
};

export const nasBench201: NetworkSpaceDefinition = {
  source: "Dong and Yang, NAS-Bench-201: Extending the Scope of Reproducible Neural Architecture Search, ICLR 2020",
  choices,
  canonical,
  nameOf,
  graphOf,
};
