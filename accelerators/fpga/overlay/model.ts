/** The overlay style: one systolic engine runs all layers in turn, each mapped exactly; the engine's size is chosen with them. */
import type { DeviceDemands, DeviceLayerRun, DeviceModel, DeviceRequest, DeviceRun, Misfit } from "../../device.ts";
import { type MapResult } from "../../../mapping/mapper.ts";
import { type Workload, workloadKey } from "../../../mapping/workload.ts";
import { workloadBound } from "../../../mapping/workload-bound.ts";
import { systolic } from "../../templates/systolic.ts";
import coefficients from "../coefficients.json" with { type: "json" };
import { planAcceleratorOf } from "../plan-accelerator.ts";
import { resourceNames, type Resources } from "../resources.ts";
import { budgetOf, type FpgaSettings, resourceGoals, unpriced } from "../settings.ts";
import { overlayArchitecture, overlayResources, type OverlaySize, overlaySizes } from "./engine.ts";

export const overlayModel = (settings: FpgaSettings): DeviceModel => ({
  name: settings.device.name,
  slot: "fpga",
  batch: 1,
  precision: { weightBits: 8, activationBits: 8, accumulatorBits: 32 },
  formatsOf: ({ weightBits, activationBits }) => `${weightBits}-bit weights and ${activationBits}-bit activations`,
  lackOf: ({ weightBits, activationBits }) =>
    Math.max(weightBits, activationBits) > widest
      ? `the engine multiplies integers of up to ${widest} bits`
      : undefined,
  run: request => runOn(settings, request),
});

/** Of the array's ports. */
const widest = 8;

interface Sized {
  readonly size: OverlaySize;
  readonly resources: Resources;
}

interface Tried extends Sized {
  /** Per network and layer. */
  readonly results: readonly (readonly MapResult[])[];
  readonly cycles: readonly number[];
}

const runOn = (settings: FpgaSettings, request: DeviceRequest): DeviceRun => {
  const { networks, demands } = request;
  const { order, isPaced, all } = candidatesFor(settings, request);
  const counts = { considered: all, pruned: 0, exact: true };
  let best: Tried | undefined;
  let mapped = 0;
  for (const candidate of order) {
    if (isPaced && best !== undefined && leastCycles(candidate, settings, request) >= totalOf(best)) {
      counts.pruned++;
      continue;
    }
    if (mapped++ === mostTried) {
      counts.exact = false;
      break;
    }
    const tried = tryOn(candidate, settings, request, counts);
    if (best === undefined || totalOf(tried) < totalOf(best)) best = tried;
    // The next ones take more, and this one keeps what was asked for.
    if (!isPaced && keeps(tried, settings, demands)) {
      best = tried;
      break;
    }
  }
  const chosen = best ?? tryOn(smallest(settings, request), settings, request, counts);
  const { rows, columns, buffer, multipliers, bufferMemory } = chosen.size;
  return {
    accelerator: planAcceleratorOf(settings, chosen.resources, {
      template: "systolic overlay",
      parameters: { rows, columns, buffer, multipliers, bufferMemory },
      ignores: [...systolic.ignores, "Instructions, the engine's control and routing."],
      sources: { "elements of the array": coefficients.integer.source, array: systolic.citation },
      processingElements: rows * columns,
    }),
    idleWatts: 0,
    networks: networks.map(({ layers }, network) => {
      let start = 0;
      return {
        layers: layers.map((_, i): DeviceLayerRun | Misfit => {
          const run = layerRun(chosen.results[network]?.[i], start, settings);
          if (!("misfit" in run)) start = run.endCycle;
          return run;
        }),
        latencyCycles: Math.max(1, chosen.cycles[network] ?? 1),
        intervalCycles: Math.max(1, chosen.cycles[network] ?? 1),
        memory: { level: "DRAM", alignment: 64, holds: "all" },
      };
    }),
    assumptions: [
      "the engine runs at the clock that was asked for: whether it meets it after placement is not modelled.",
      "activations go out to memory between layers.",
    ],
    unknown: unpriced,
    search: counts,
  };
};

/** Sizes that are mapped to the end at most. */
const mostTried = 16;

/** No mapping of the layers takes fewer. */
const leastCycles = ({ size }: Sized, settings: FpgaSettings, { networks }: DeviceRequest): number => {
  const architecture = overlayArchitecture(size, settings);
  return networks
    .flatMap(({ layers }) => layers)
    .reduce((sum, { workload }) => sum + workloadBound(workload, architecture).latencyCycles, 0);
};

/** What fits: where speed counts, each array with its largest buffer, the largest first; else all, those that take least first. */
const candidatesFor = (
  settings: FpgaSettings,
  { precision, demands }: DeviceRequest,
): { readonly order: readonly Sized[]; readonly isPaced: boolean; readonly all: number } => {
  const budget = budgetOf(settings, demands);
  const sizes = overlaySizes(settings.device.uram > 0);
  const fitting = sizes
    .map((size): Sized => ({ size, resources: overlayResources(size, precision, settings) }))
    .filter(({ resources }) => resourceNames.every(name => resources[name] <= budget[name]));
  const goals = resourceGoals(demands);
  if (goals.length > 0) {
    const product = ({ resources }: Sized): number =>
      goals.reduce((all, name) => all * Math.max(1, resources[name]), 1);
    return { order: fitting.toSorted((a, b) => product(a) - product(b)), isPaced: false, all: sizes.length };
  }
  const maximal = fitting.filter(
    ({ size }, i) =>
      !fitting.some((other, j) => i !== j && isLarger(other.size, size) && (j < i || !isLarger(size, other.size))),
  );
  const area = ({ size: { rows, columns, buffer } }: Sized): number => rows * columns * 2 ** 30 + buffer;
  return { order: maximal.toSorted((a, b) => area(b) - area(a)), isPaced: true, all: sizes.length };
};

/** A larger buffer never takes more cycles. More elements may: layers that do not fill the array wait for all of its way through. */
const isLarger = (a: OverlaySize, b: OverlaySize): boolean =>
  a.rows === b.rows && a.columns === b.columns && a.buffer >= b.buffer;

const smallest = (settings: FpgaSettings, { precision }: DeviceRequest): Sized => {
  const size: OverlaySize = { rows: 4, columns: 4, buffer: 16_384, multipliers: "dsp", bufferMemory: "bram" };
  return { size, resources: overlayResources(size, precision, settings) };
};

const tryOn = (
  { size, resources }: Sized,
  settings: FpgaSettings,
  { networks, mapper }: DeviceRequest,
  counts: { considered: number; pruned: number; exact: boolean },
): Tried => {
  const architecture = overlayArchitecture(size, settings);
  const known = new Map<string, MapResult>();
  const resultOf = (workload: Workload): MapResult => {
    const key = workloadKey(workload);
    const found = known.get(key);
    if (found !== undefined) return found;
    const result = mapper(workload, architecture);
    known.set(key, result);
    if (result.feasible) {
      counts.considered += result.search.considered;
      counts.pruned += result.search.pruned;
      if (!result.search.exact) counts.exact = false;
    }
    return result;
  };
  const results = networks.map(({ layers }) => layers.map(({ workload }) => resultOf(workload)));
  const cycles = results.map(each => each.reduce((sum, result) => sum + fastestOf(result), 0));
  return { size, resources, results, cycles };
};

const fastestOf = (result: MapResult): number => (result.feasible ? (result.front[0]?.cost.latency ?? 0) : 0);

const totalOf = ({ cycles, results }: Tried): number =>
  results.flat().some(({ feasible }) => !feasible) ? Infinity : cycles.reduce((sum, each) => sum + each, 0);

const keeps = ({ cycles, results }: Tried, { clockHz }: FpgaSettings, { limits }: DeviceDemands): boolean => {
  const total = cycles.reduce((sum, each) => sum + each, 0);
  if (results.flat().some(({ feasible }) => !feasible)) return false;
  return limits.every(({ metric, bound, dimension }) => {
    if (metric === "throughput") return clockHz / total >= bound;
    if (metric === "latency") return (dimension === "time" ? total / clockHz : total) <= bound;
    return true;
  });
};

const layerRun = (result: MapResult | undefined, start: number, { device }: FpgaSettings): DeviceLayerRun | Misfit => {
  const cost = result?.feasible === true ? result.front[0]?.cost : undefined;
  if (cost === undefined) return { misfit: `does not fit the ${device.name}: ${whyNot(result)}` };
  return {
    startCycle: start,
    endCycle: start + cost.latency,
    latencyCycles: cost.latency,
    utilization: cost.utilization,
    energyPj: { total: 0, perLevel: {}, perTensor: {} },
    accesses: { perLevel: {}, perTensor: {}, fanOutBits: {} },
    bound: cost.bound,
    mapping: null,
    fate: "on the systolic engine",
  };
};

const whyNot = (result: MapResult | undefined): string => {
  const reason = result?.feasible === false ? result.reasons[0] : undefined;
  return reason?.kind === "operand-width"
    ? `the engine multiplies no ${reason.weightBits} by ${reason.inputBits} bits`
    : "its smallest tiles are larger than the engine's buffer";
};
