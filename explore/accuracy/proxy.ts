/** Stand-ins where no accuracy is known, so that a search has something to weigh costs against. Each is named as what it is. */
import { indexOf, type Graph } from "../../ir/graph.ts";
import { opDef } from "../../ir/ops/index.ts";
import { type Executor } from "../../train/executor.ts";
import { fastestExecutor } from "../../train/executors/fastest.ts";
import type { ProxyMeasure } from "../spec/tables/accuracy.ts";
import { parametersOf } from "../storage.ts";
import type { AccuracyCandidate, AccuracyMeter } from "./accuracy-meter.ts";
import { regionsOf } from "./zero-cost/regions.ts";
import { synflowOf } from "./zero-cost/synflow.ts";

/** What a measure says of a network, and what it is told as. */
interface Measure {
  readonly what: string;
  /** Not negative. Only measures that run the network ask for what runs it. */
  valueOf(graph: Graph, executor: () => Promise<Executor>): number | Promise<number>;
  /** A value of the usual size: shares are those of it. */
  readonly scale: number;
}

const measures: Readonly<Record<ProxyMeasure, Measure>> = {
  parameters: {
    what: "the number of parameters",
    scale: 1e3,
    valueOf: graph => parametersOf(graph).reduce((sum, { count }) => sum + count, 0),
  },
  macs: { what: "the number of multiply-accumulates", scale: 1e5, valueOf: graph => macsOf(graph) },
  depth: { what: "the number of contractions on the longest path", scale: 1, valueOf: graph => depthOf(graph) },
  synflow: {
    what: "synaptic flow with seeded weights",
    scale: 1,
    valueOf: async (graph, executor) => Math.max(0, await synflowOf(graph, await executor())),
  },
  regions: {
    what: "how seeded weights tell noise pictures apart",
    scale: 1,
    valueOf: async (graph, executor) => regionsOf(graph, await executor()),
  },
};

/** The unscaled value, for whoever compares measures. */
export const proxyValue = async (measure: ProxyMeasure, graph: Graph): Promise<number> =>
  measures[measure].valueOf(graph, fastest);

/**
 * `1 − (1 + value / scale)^(−1/4)`: a share that rises with the measure. That errors fall as a power of the size is what networks trained on
 * enough data show (Hestness et al., Deep Learning Scaling is Predictable, Empirically, 2017); scales and the exponent are nobody's measurement.
 * Ignores: everything but the measure.
 */
export const proxyMeter = (name: ProxyMeasure = "parameters"): AccuracyMeter<number> => {
  const { what, scale, valueOf } = measures[name];
  const shareOf = (value: number): number => 1 - (1 + value / scale) ** (-1 / 4);
  const known = new Map<string, Promise<number>>();
  return {
    source: `proxy of ${what}, not an accuracy`,
    accuracyOf({ name: network, graph }: AccuracyCandidate) {
      const before = network === undefined ? undefined : known.get(network);
      if (before !== undefined) return before;
      const value = valueOf(graph, fastest);
      if (typeof value === "number") return shareOf(value);
      // The same network comes again with other machines.
      const share = value.then(shareOf);
      if (network !== undefined) known.set(network, share);
      return share;
    },
  };
};

let found: Promise<Executor> | undefined;

const fastest = (): Promise<Executor> => (found ??= fastestExecutor());

const workOf = (graph: Graph, { op, operands, attributes }: Graph["nodes"][number]) => {
  const index = indexOf(graph);
  const types = operands.map(id => index.typeOf(id) ?? { dtype: "f32" as const, dims: [] });
  return opDef(op).work({ operands: types, attributes });
};

const macsOf = (graph: Graph): number => graph.nodes.reduce((sum, node) => sum + workOf(graph, node).macs, 0);

const depthOf = (graph: Graph): number => {
  const depths = new Map<string, number>();
  let deepest = 0;
  for (const node of graph.nodes) {
    const before = node.operands.reduce((most, id) => Math.max(most, depths.get(id) ?? 0), 0);
    const depth = before + (workOf(graph, node).macs > 0 ? 1 : 0);
    for (const { id } of node.results) depths.set(id, depth);
    deepest = Math.max(deepest, depth);
  }
  return deepest;
};
