/** The words of a plan that no machine has a part in: limits and who misses them, coverage, networks, provenance. Pure. */
import type {
  Plan,
  PlanAccelerator,
  PlanLayer,
  PlanLimit,
  PlanMemory,
  PlanMetrics,
  PlanNetwork,
  PlanProvenance,
} from "../accelerators/plan.ts";
import type { PlanSearch } from "../accelerators/plan-search.ts";
import { type Graph, indexOf } from "../ir/graph.ts";
import { formatType } from "../ir/tensor.ts";
import { threeDigits } from "../support/digits.ts";
import type { AssembledNetwork, SourceNetwork } from "./assembled-network.ts";
import { warningsOf } from "./caveats.ts";
import { coverageOf, type CoveringLayer, type Fates } from "./coverage.ts";
import { type Evidence, judge } from "./judge.ts";
import type { Limit } from "./limits.ts";
import type { Step } from "./lower-network.ts";
import type { Totals } from "./total.ts";

/** A network whose layers have their times and costs. */
export interface StatedNetwork extends Pick<AssembledNetwork, "rate" | "misfits" | "quantization"> {
  readonly source: SourceNetwork;
  /** One per node. */
  readonly steps: readonly Step[];
  readonly layers: readonly PlanLayer[];
  readonly memory: readonly PlanMemory[];
  /** Elements of each trained constant. */
  readonly parameters: Evidence["parameters"];
  /** What became of layers, by name, where the usual words do not fit the machine. */
  readonly fates?: ReadonlyMap<string, string>;
}

export interface StatedDesign {
  readonly design: string;
  readonly networks: readonly StatedNetwork[];
  readonly totals: Totals;
  /** Cycles until each network is done, where they start together. */
  readonly finish?: readonly number[];
  readonly accelerators: readonly PlanAccelerator[];
  /** What the chip takes all the time, where power is an average that counts it so. */
  readonly restingWatts?: number;
  readonly limits: readonly Limit[];
  readonly assumptions: readonly string[];
  readonly provenance: Pick<PlanProvenance, "version" | "seed" | "command" | "specSha256"> & {
    readonly search: PlanSearch;
  };
}

/** The same design gives the same plan, byte for byte. */
export const statePlan = (stated: StatedDesign): Plan => {
  const { design, networks, accelerators, totals, assumptions } = stated;
  const { metrics } = totals;
  const judged = [
    ...stated.limits.map(limit => judgedLimit(stated, limit)),
    ...overloads(networks, totals.alone),
    ...overdrawn(stated),
  ];
  return {
    schema: "mortise-plan/1",
    design,
    feasible: networks.every(({ misfits }) => misfits.size === 0) && judged.every(({ satisfied }) => satisfied),
    limits: judged,
    metrics,
    assumptions,
    networks: networks.map(planNetworkOf),
    accelerators,
    memory: networks.flatMap(({ memory }) => memory),
    coverage: networks.flatMap(network =>
      coverageOf(network.source.name, network.source.model.sourceNodes, fatesOf(network)),
    ),
    warnings: networks.flatMap(({ source }) => warningsOf(source.model)),
    provenance: provenanceOf(stated),
  };
};

const judgedLimit = (stated: StatedDesign, limit: Limit): PlanLimit => {
  const { networks, totals, finish } = stated;
  const position = networks.findIndex(({ source }) => source.name === limit.network);
  const measured = finishedAt(totals.alone[position], finish?.[position], totals.metrics);
  return judge(
    limit,
    measured === undefined
      ? evidenceOf(stated, networks, totals.metrics)
      : evidenceOf(stated, networks.slice(position, position + 1), measured),
  );
};

const evidenceOf = (
  { accelerators, restingWatts }: StatedDesign,
  some: readonly StatedNetwork[],
  metrics: PlanMetrics,
): Evidence => ({
  metrics,
  memory: some.flatMap(({ memory }) => memory),
  parameters: some.flatMap(({ parameters }) => parameters),
  areaMm2: Object.fromEntries(
    accelerators.flatMap(({ slot, areaMm2 }) =>
      Object.entries(areaMm2?.breakdown ?? {}).map(([part, area]) => [
        accelerators.length === 1 ? part : `${part} of ${slot}`,
        area,
      ]),
    ),
  ),
  ...(restingWatts === undefined ? {} : { restingWatts }),
  layers: some.flatMap(({ layers }) => layers),
  quantizations: some.flatMap(({ quantization }) => quantization ?? []),
});

/** What a device has is a limit of its own: missed where the design takes more than may be used. */
const overdrawn = (stated: StatedDesign): readonly PlanLimit[] =>
  stated.accelerators.flatMap(({ resources = [] }) =>
    resources
      .filter(({ used, budget }) => used > budget)
      .map(({ name, budget }) => {
        const [metric, unit] = name === "bram18" ? (["bram", 2] as const) : ([name as ResourceMetric, 1] as const);
        const bound = budget / unit;
        const limit: Limit = { metric, relation: "<=", bound, dimension: "count", written: bound, unit: "" };
        return judge(limit, evidenceOf(stated, stated.networks, stated.totals.metrics));
      }),
  );

type ResourceMetric = "lut" | "ff" | "uram" | "dsp";

/** Of a network among others that start with it: what it costs alone, but its latency until it is done. */
const finishedAt = (
  alone: PlanMetrics | undefined,
  finish: number | undefined,
  { latencyCycles, latencySeconds }: PlanMetrics,
): PlanMetrics | undefined =>
  alone === undefined || finish === undefined || latencyCycles === null || latencySeconds === null
    ? alone
    : { ...alone, latencyCycles: finish, latencySeconds: (finish / latencyCycles) * latencySeconds };

/** Rates are limits of their own: missed where the networks take more time than there is. */
const overloads = (networks: readonly StatedNetwork[], alone: readonly PlanMetrics[]): readonly PlanLimit[] => {
  const shares = networks.map(({ source, rate = 0 }, i) => ({
    name: source.name,
    load: rate / (alone[i]?.throughputPerSecond ?? Infinity),
  }));
  const load = shares.reduce((sum, each) => sum + each.load, 0);
  if (load <= 1) return [];
  const blame = shares.map(each => ({
    name: each.name,
    share: each.load / load,
    reason: `takes ${threeDigits(100 * each.load)} % of the time at its rate`,
  }));
  const value = 100 * load;
  return [{ metric: "load", relation: "<=", bound: 100, value, unit: "%", satisfied: false, margin: 1 - load, blame }];
};

const fatesOf = ({ source, steps, misfits, fates = new Map() }: StatedNetwork): Fates => {
  const { model, optimized } = source;
  const layers = new Map<string, CoveringLayer[]>();
  const free = new Map<string, string>();
  for (const { node, workloads, free: reason } of steps)
    for (const origin of node.origins) {
      if (reason !== undefined) free.set(origin, reason);
      const covering = workloads.map(({ name, workload }) => ({
        name,
        isContraction: workload.kind === "contraction",
        originCount: node.origins.length,
        misfit: misfits.get(name),
        fate: fates.get(name),
      }));
      const known = layers.get(origin) ?? [];
      for (const layer of covering) known.push(layer);
      layers.set(origin, known);
    }
  return {
    unsupported: new Map(model.unsupported.map(({ name, reason }) => [name, reason])),
    layers,
    free,
    eliminated: model.eliminated,
    gone: new Map(optimized.gone.map(({ origin, pass, why }) => [origin, { pass, why }])),
  };
};

const planNetworkOf = ({
  source: { name, source, sha256, model, optimized },
  rate,
  quantization,
  layers,
}: StatedNetwork): PlanNetwork => ({
  name,
  source,
  sha256,
  inputs: optimized.graph.inputs.map(({ id, type }) => ({ name: id, type: formatType(type) })),
  outputs: optimized.graph.outputs.map(({ name: output, value }) => ({
    name: output,
    type: typeTextOf(optimized.graph, value),
  })),
  unknownConstants: optimized.graph.constants.filter(({ data }) => data === undefined).map(({ id }) => id),
  boundSymbols: model.boundSymbols.map(({ symbol, value }) => ({ name: symbol, value })),
  ...(rate === undefined ? {} : { ratePerSecond: rate }),
  ...(quantization === undefined ? {} : { quantization }),
  layers,
});

const typeTextOf = (graph: Graph, value: string): string => {
  const type = indexOf(graph).typeOf(value);
  return type === undefined ? "" : formatType(type);
};

const provenanceOf = ({ networks, provenance: { search, ...rest } }: StatedDesign): PlanProvenance => ({
  ...rest,
  modelSha256: networks.flatMap(({ source: { sha256 } }) => (sha256 === null ? [] : [sha256])),
  passes: [
    ...new Set(
      networks.flatMap(({ source }) =>
        source.optimized.statistics.filter(({ changed }) => changed).map(({ pass }) => pass),
      ),
    ),
  ],
  search,
});
