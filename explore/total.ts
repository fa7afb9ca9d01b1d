/** The metrics of all networks on a chip, and of each by itself. */
import { chipArea, leakageOf } from "../accelerators/chip.ts";
import type { PlanBand, PlanLayer, PlanMetrics } from "../accelerators/plan.ts";
import { type Contraction, macsOf, type Workload } from "../mapping/workload.ts";
import type { RoutedLayer } from "./assembled-network.ts";
import type { KnownAccuracy } from "./quantization/quantized-form.ts";
import { type ChipFacts, leakedPerCycle, measuresOf, type NetworkCost, type NetworkFacts } from "./design/figures.ts";
import { energyBandOf } from "./energy-band.ts";
import type { Machine } from "./machine.ts";
import type { Measured } from "./metrics.ts";

/** What a network adds to the totals of the design. */
export interface NetworkTotals {
  readonly name: string;
  /** Runs per second; back to back where absent. */
  readonly rate?: number;
  readonly schedule: readonly PlanLayer[];
  /** Chosen mappings; absent on machines that have none. */
  readonly routed?: readonly RoutedLayer[];
  /** From start to end and from start to start of two runs, where layers do not run one after another. */
  readonly span?: { readonly latencyCycles: number; readonly intervalCycles: number };
  readonly modelBytes: number;
  readonly peakActivationBytes: number;
  readonly parameters: number;
  /** Of the whole network, layers that do not fit included. */
  readonly workloads: readonly Workload[];
  /** Which layers do not fit the machine, and why: time and energy are unknown where there are any. */
  readonly misfits: readonly string[];
  /** Empty where nothing is known of it. */
  readonly accuracy: KnownAccuracy;
}

type Unknown = PlanMetrics["unknown"][number];

export interface Totals {
  readonly metrics: PlanMetrics;
  /** Of each network by itself on the same chip. */
  readonly alone: readonly PlanMetrics[];
}

/** A machine as far as totals go. */
export interface ChipTotals {
  readonly facts: ChipFacts;
  readonly areaMm2Band: PlanBand | null;
  readonly energyBandOf: (networks: readonly NetworkTotals[]) => PlanBand | null;
  /** Of an FPGA. */
  readonly resources?: Pick<PlanMetrics, "lut" | "ff" | "bram" | "uram" | "dsp">;
  /** What nobody knows of the machine, and why. */
  readonly unknown: readonly Unknown[];
}

/**
 * Layers run one after another, so that latencies and energies add up, unless it is said when the last is done. Ignores: overlap of one
 * layer's end with the next one's start.
 */
export const totalsOf = (
  machines: readonly Machine[],
  networks: readonly NetworkTotals[],
  makespanCycles?: number,
): Totals => totalsOn(chipTotalsOf(machines), networks, makespanCycles);

export const totalsOn = (chip: ChipTotals, networks: readonly NetworkTotals[], makespanCycles?: number): Totals => ({
  metrics: metricsOf(chip, networks, makespanCycles),
  alone: networks.map(network => metricsOf(chip, [network])),
});

const chipTotalsOf = (machines: readonly Machine[]): ChipTotals => {
  const areas = machines.map(({ accelerator }) => accelerator.area);
  return {
    facts: {
      clockHz: machines[0]?.accelerator.architecture.clock ?? 1,
      areaMm2: chipArea(areas),
      leakageWatts: sum(machines, ({ accelerator }) => leakageOf(accelerator.architecture)),
    },
    areaMm2Band: { low: sum(areas, ({ low }) => low), high: sum(areas, ({ high }) => high) },
    energyBandOf: networks =>
      energyBandOf(
        networks.flatMap(({ routed = [] }) => routed),
        machines,
      ),
    unknown: [],
  };
};

const metricsOf = (chip: ChipTotals, networks: readonly NetworkTotals[], makespanCycles?: number): PlanMetrics => {
  const measured = measuresOf({
    isBound: false,
    chip: chip.facts,
    ...(makespanCycles === undefined ? {} : { makespanCycles }),
    networks: networks.map(network => ({ ...factsOf(network), ...costOf(network, leakedPerCycle(chip.facts)) })),
  });
  const misfits = networks.flatMap(network => network.misfits);
  const unknown = unknownIn(measured, networks, misfits);
  const nulls = Object.fromEntries([...unknown, ...chip.unknown].map(({ metric }) => [metric, null]));
  const named = new Set(unknown.map(({ metric }) => metric));
  return {
    latencyCycles: measured.latencyCycles,
    latencySeconds: measured.latencySeconds,
    energyPj: measured.energyPj,
    energyPjBand: chip.energyBandOf(networks),
    areaMm2: measured.areaMm2,
    areaMm2Band: chip.areaMm2Band,
    powerWatts: measured.powerWatts,
    throughputPerSecond: measured.throughputPerSecond,
    modelBytes: measured.modelBytes,
    peakActivationBytes: measured.peakActivationBytes,
    bitOps: measured.bitOps,
    macs: measured.macs,
    parameters: measured.parameters,
    accuracy: measured.accuracy,
    accuracyDb: measured.accuracyDb,
    accuracyDrop: measured.accuracyDrop,
    accuracyDropDb: measured.accuracyDropDb,
    ...chip.resources,
    ...nulls,
    unknown: [...unknown, ...chip.unknown.filter(({ metric }) => !named.has(metric)), ...unknownAccuracies(measured)],
  };
};

/** Where it is known as a share or in decibels, nobody asks for the other. */
const unknownAccuracies = (measured: Measured): readonly Unknown[] => {
  const names = ["accuracy", "accuracyDb", "accuracyDrop", "accuracyDropDb"] as const;
  const isRun = names.some(name => measured[name] !== null);
  const reason = isRun ? "accuracy was not measured as this" : "the quantized network was not run on data";
  return reasons(
    names.filter(name => measured[name] === null),
    reason,
  );
};

const factsOf = ({
  name,
  rate,
  accuracy,
  workloads,
  modelBytes,
  peakActivationBytes,
  parameters,
}: NetworkTotals): NetworkFacts => {
  const contractions = workloads.filter(workload => workload.kind === "contraction");
  return {
    name,
    ...(rate === undefined ? {} : { rate }),
    modelBytes,
    peakActivationBytes,
    bitOps: sum(contractions, bitOperationsOf),
    macs: sum(contractions, macsOf),
    parameters,
    ...accuracy,
  };
};

const costOf = ({ schedule, span }: NetworkTotals, leaked: number): NetworkCost => {
  const energyPj = sum(schedule, layer => layer.energyPj.total);
  const costed = sum(schedule, layer => layer.latencyCycles);
  return {
    latencyCycles: costed,
    energyPj,
    dynamicPj: energyPj - leaked * (span?.intervalCycles ?? costed),
    ...span,
  };
};

const unknownIn = (
  { latencyCycles, powerWatts }: Measured,
  networks: readonly NetworkTotals[],
  misfits: readonly string[],
): readonly Unknown[] => {
  if (misfits.length > 0)
    return reasons(
      [...costNames, ...rateNames],
      misfits.length === 1 ? misfits.join("") : `${misfits.length} layers do not fit, the first: ${misfits[0] ?? ""}`,
    );
  if (latencyCycles === 0) return reasons(rateNames, "no layer takes time");
  if (powerWatts !== null) return [];
  const silent = networks.filter(({ rate }) => rate === undefined).map(({ name }) => name);
  return reasons(["powerWatts"], `it is not said how often ${silent.join(", ")} runs`);
};

const costNames = ["latencyCycles", "latencySeconds", "energyPj", "energyPjBand"];
const rateNames = ["powerWatts", "throughputPerSecond"];

const reasons = (metrics: readonly string[], reason: string): Unknown[] => metrics.map(metric => ({ metric, reason }));

/** MACs times the bits of both operands. */
export const bitOperationsOf = (contraction: Contraction): number =>
  macsOf(contraction) * contraction.bits.weights * contraction.bits.inputs;

const sum = <T>(items: readonly T[], value: (item: T) => number): number =>
  items.reduce((total, item) => total + value(item), 0);
