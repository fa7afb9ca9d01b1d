/** The streaming style: an engine of its own for each layer, all at work at once on rows that flow from one to the next. */
import type {
  DeviceDemands,
  DeviceLayerRun,
  DeviceModel,
  DeviceNetworkRun,
  DeviceRequest,
  DeviceRun,
  Misfit,
} from "../../device.ts";
import { InternalError } from "../../../support/diagnostic.ts";
import coefficients from "../coefficients.json" with { type: "json" };
import { closestMisfit, fold, type Folded, type FoldGoals, type FoldRequest } from "../folding/fold.ts";
import { bufferFor } from "../memory-blocks.ts";
import { planAcceleratorOf } from "../plan-accelerator.ts";
import { resourceNames, type Resources, sumOf, wholeOf } from "../resources.ts";
import { budgetOf, type FpgaSettings, memoryBitsPerCycle, resourceGoals, unpriced } from "../settings.ts";
import { type NetworkPipeline, pipelineOf } from "./pipeline-of.ts";
import { isBinary } from "./engine.ts";
import type { Stage } from "./stage.ts";
import { queuesOf, type RowTime, rowTimes } from "./timing.ts";
import { stageMacs, type Way } from "./ways.ts";

export const streamingModel = (settings: FpgaSettings): DeviceModel => ({
  name: settings.device.name,
  slot: "fpga",
  batch: 1,
  precision: { weightBits: 8, activationBits: 8, accumulatorBits: 32 },
  formatsOf: ({ weightBits, activationBits }) => `${weightBits}-bit weights and ${activationBits}-bit activations`,
  lackOf: ({ weightBits, activationBits }) =>
    Math.max(weightBits, activationBits) > widest ? `engines multiply integers of 1 to ${widest} bits` : undefined,
  run: request => runOn(settings, request),
});

const widest = 16;

const runOn = (settings: FpgaSettings, { networks, demands }: DeviceRequest): DeviceRun => {
  const parts = networks.map(pipelineOf);
  const queues = parts.map(({ pipeline }) => queuesOf(pipeline));
  const intervals = networks.map(({ name, rate }) => mostIntervalOf(settings, demands, name, rate));
  const base = wholeOf(
    sumOf([
      ...queues.flat().map(({ bits, elements }) => bufferFor(bits, elements)),
      ...(parts.some(hasBinary) ? [coefficients.binary.hostPort] : []),
    ]),
  );
  const request: FoldRequest = {
    networks: parts.map(({ pipeline }, i) => ({
      stages: pipeline.stages.map(({ stage }) => stage),
      mostInterval: intervals[i] ?? Infinity,
    })),
    device: settings.device,
    budget: budgetOf(settings, demands),
    base,
    memoryBitsPerCycle: memoryBitsPerCycle(settings),
    goals: goalsOf(demands, intervals),
  };
  const folded = withinLatency(settings, demands, parts, request);
  // Where nothing fits, what comes near shows which resource is short, and where it goes.
  const chosen = folded.ways ?? closestMisfit(request).ways ?? [];
  const used = sumOf([base, ...chosen.flat().map(({ resources }) => resources)]);
  return {
    accelerator: planAcceleratorOf(settings, used, {
      template: "streaming",
      parameters: {},
      ignores,
      sources: {
        "engines of integers": coefficients.integer.source,
        "engines of one-bit weights": coefficients.binary.source,
      },
      processingElements: chosen
        .flat()
        .reduce((sum, { folding }) => sum + (folding["pe"] ?? 1) * (folding["simd"] ?? 0), 0),
    }),
    idleWatts: 0,
    networks: networks.map(({ layers }, i) => {
      const part = parts[i] ?? { pipeline: { stages: [], sources: [] }, misfits: new Map<string, string>() };
      return networkRun(
        layers.map(({ name }) => name),
        part,
        chosen[i] ?? [],
      );
    }),
    assumptions: [
      "engines run at the clock that was asked for: whether the design meets it after placement is not modelled.",
      ...(queues.flat().length === 0 ? [] : [queueText(queues.flat().length)]),
    ],
    unknown: unpriced,
    search: { exact: folded.exact, considered: folded.considered, pruned: folded.pruned },
  };
};

const ignores: readonly string[] = [
  "Routing, and whether the clock is met after placement.",
  "Biases, and multiplexers of deep memories.",
  "Full queues; the depth of arithmetic pipelines.",
  "Energy: no figure per operation is published.",
];

const hasBinary = ({ pipeline }: NetworkPipeline): boolean =>
  pipeline.stages.some(({ stage }) => stage.kind === "matrix" && isBinary(stage));

const queueText = (count: number): string =>
  `${count} queues hold what waits where paths part and meet; they are counted as if all engines took equally long, when they are longest.`;

/** By its rate and by limits on throughput, of it or of the design. */
const mostIntervalOf = ({ clockHz }: FpgaSettings, { limits }: DeviceDemands, name: string, rate = 0): number => {
  const least = limits
    .filter(({ metric, network }) => metric === "throughput" && (network === undefined || network === name))
    .reduce((most, { bound }) => Math.max(most, bound), rate);
  return least === 0 ? Infinity : clockHz / least;
};

/** Pace counts where it is a goal, or energy, which falls with it, and where nothing else is asked for. */
const goalsOf = (demands: DeviceDemands, intervals: readonly number[]): FoldGoals => {
  const resources = resourceGoals(demands);
  const paced = new Set(["throughput", "latency", "edp", ...(resources.length === 0 ? ["energy", "power"] : [])]);
  const isPaced = demands.goals.some(({ metric }) => paced.has(metric));
  return { resources, pace: isPaced || (resources.length === 0 && !intervals.every(Number.isFinite)) };
};

/** Slower engines take less, so that latency is kept by asking for a faster pace, until it is kept or nothing fits. */
const withinLatency = (
  { clockHz }: FpgaSettings,
  { limits }: DeviceDemands,
  parts: readonly NetworkPipeline[],
  request: FoldRequest,
): Folded => {
  const bounds = limits.filter(({ metric }) => metric === "latency");
  const most = Math.min(...bounds.map(({ bound, dimension }) => (dimension === "time" ? bound * clockHz : bound)));
  let folded = fold(request);
  if (bounds.length === 0) return folded;
  for (let tries = 0; tries < mostTries && folded.ways !== undefined; tries++) {
    const latency = Math.max(...parts.map(({ pipeline }, i) => latencyAt(pipeline, folded.ways?.[i] ?? [])));
    if (latency <= most) return tries === 0 ? folded : { ...folded, exact: false };
    const pace = (slowest(folded.ways) * most) / latency;
    const faster = fold({
      ...request,
      networks: request.networks.map(network => ({ ...network, mostInterval: Math.min(network.mostInterval, pace) })),
    });
    const isStuck = faster.ways === undefined || slowest(faster.ways) >= slowest(folded.ways);
    folded = { ...(faster.ways === undefined ? folded : faster), exact: false };
    if (isStuck) break;
  }
  return folded;
};

const slowest = (ways: readonly (readonly Way[])[]): number => Math.max(...ways.flat().map(({ interval }) => interval));

const mostTries = 12;

const latencyAt = (pipeline: NetworkPipeline["pipeline"], ways: readonly Way[]): number =>
  Math.max(
    0,
    ...rowTimes(
      pipeline,
      ways.map(({ interval }) => interval),
    ).map(times => times.at(-1)?.end ?? 0),
  );

const networkRun = (
  names: readonly string[],
  { pipeline, misfits }: NetworkPipeline,
  ways: readonly Way[],
): DeviceNetworkRun => {
  const intervals = ways.map(({ interval }) => interval);
  const times = rowTimes(pipeline, intervals);
  const pace = Math.max(1, ...intervals);
  const runs = new Map<string, DeviceLayerRun>(
    pipeline.stages.flatMap(({ stage }, position): [string, DeviceLayerRun][] => {
      const way = ways[position];
      return way === undefined ? [] : [[stage.name, layerRun(stage, way, times[position] ?? [], pace)]];
    }),
  );
  const latencyCycles = Math.ceil(Math.max(1, ...times.map(rows => rows.at(-1)?.end ?? 0)));
  return {
    layers: names.map((name): DeviceLayerRun | Misfit => {
      const misfit = misfits.get(name);
      const run = misfit === undefined ? runs.get(name) : { misfit };
      if (run === undefined) throw new InternalError(`layer ${name} has no engine`);
      return run;
    }),
    latencyCycles,
    intervalCycles: pace,
    memory: { level: "DRAM", alignment: 64, holds: "ports", weightLevel: "on chip" },
  };
};

const layerRun = (stage: Stage, way: Way, rows: readonly RowTime[], pace: number): DeviceLayerRun => {
  const { folding, interval, multipliers, weightMemory, resources } = way;
  const products = (folding["pe"] ?? 1) * (folding["simd"] ?? 0);
  const startCycle = Math.floor(rows[0]?.begin ?? 0);
  const endCycle = Math.ceil(rows.at(-1)?.end ?? 0);
  return {
    startCycle,
    endCycle,
    latencyCycles: endCycle - startCycle,
    utilization: products === 0 ? 0 : Math.min(1, stageMacs(stage) / (products * pace)),
    energyPj: { total: 0, perLevel: {}, perTensor: {} },
    accesses: { perLevel: {}, perTensor: {}, fanOutBits: {} },
    // An engine that could be faster than the slowest waits for its rows, or for others to take them.
    bound: interval < pace ? "other engines" : stage.kind === "matrix" ? "compute" : "vector",
    mapping: null,
    engine: { folding, intervalCycles: interval, multipliers, weightMemory, resources: presentIn(resources) },
    fate: "an engine of its own",
  };
};

const presentIn = (resources: Resources): Readonly<Record<string, number>> =>
  Object.fromEntries(resourceNames.filter(name => resources[name] > 0).map(name => [name, resources[name]]));
