/** The numbers that a design is judged by, exact or as bounds: from few sums follow all metrics. */
import type { Measured } from "../metrics.ts";

/** What one run of a network costs. As bounds, the three need not belong to one choice. */
export interface NetworkCost {
  readonly latencyCycles: number;
  /** With what the whole chip leaks in that time. */
  readonly energyPj: number;
  /** Without leakage. */
  readonly dynamicPj: number;
  /** Between the starts of two runs, where one starts before the last has ended. */
  readonly intervalCycles?: number;
}

/** What a network is whatever the machine; widths of its numbers are settled. */
export interface NetworkFacts {
  readonly name: string;
  /** Runs per second; back to back where absent. */
  readonly rate?: number;
  readonly modelBytes: number;
  readonly peakActivationBytes: number;
  readonly bitOps: number;
  readonly macs: number;
  readonly parameters: number;
  /** Where it is known: a share of right answers. */
  readonly accuracy?: number;
  /** Where it is known in decibels. */
  readonly accuracyDb?: number;
  /** What the float network has more, where it was run. */
  readonly accuracyDrop?: number;
  readonly accuracyDropDb?: number;
  /** Its share in the accuracy of several networks; 1 where absent. */
  readonly weight?: number;
}

/** What a chip is whatever runs on it. */
export interface ChipFacts {
  readonly clockHz: number;
  /** Null where nobody states it. */
  readonly areaMm2: number | null;
  readonly leakageWatts: number;
  /** Inferences that one run makes; 1 where absent. */
  readonly batch?: number;
}

export interface Figures {
  /** True where costs are only known to be no less. */
  readonly isBound: boolean;
  readonly chip: ChipFacts;
  readonly networks: readonly (NetworkFacts & NetworkCost)[];
  /** When the last network has finished, where they run at once; one after another where absent. */
  readonly makespanCycles?: number;
}

/** Picojoules that the whole chip leaks in a cycle. */
export const leakedPerCycle = ({ clockHz, leakageWatts }: ChipFacts): number => (leakageWatts * 1e12) / clockHz;

/**
 * Networks run once each, one after another unless it is said when the last has finished: latencies and energies add up; the activation arena is the largest one's, or all of them at once; accuracy is
 * the mean by the networks' weights (NASAIC's, Yang et al. 2020).
 * Power is the average while each runs at its rate and the chip leaks all the time, or, where none has a rate, back to back.
 * Each figure grows with latencies and dynamic energies (throughput falls), so that bounds on these bound all.
 * Ignores: switching the chip off between runs; a power where only some networks have a rate.
 */
export const measuresOf = (figures: Figures): Measured => {
  const { chip, networks, makespanCycles } = figures;
  const total = (value: (network: Figures["networks"][number]) => number): number =>
    networks.reduce((sum, network) => sum + value(network), 0);
  const latencyCycles = makespanCycles ?? total(network => network.latencyCycles);
  const latencySeconds = latencyCycles / chip.clockHz;
  const energyPj = total(network => network.energyPj);
  const intervalSeconds = intervalOf(figures, latencySeconds);
  return {
    latencyCycles,
    latencySeconds,
    energyPj,
    areaMm2: chip.areaMm2,
    powerWatts: powerOf(figures, energyPj, intervalSeconds),
    throughputPerSecond: intervalSeconds === 0 && !figures.isBound ? null : (chip.batch ?? 1) / intervalSeconds,
    modelBytes: total(network => network.modelBytes),
    peakActivationBytes:
      makespanCycles === undefined
        ? Math.max(0, ...networks.map(network => network.peakActivationBytes))
        : total(network => network.peakActivationBytes),
    bitOps: total(network => network.bitOps),
    macs: total(network => network.macs),
    parameters: total(network => network.parameters),
    accuracy: meanOf(networks, ({ accuracy }) => accuracy),
    accuracyDb: meanOf(networks, ({ accuracyDb }) => accuracyDb),
    accuracyDrop: meanOf(networks, ({ accuracyDrop }) => accuracyDrop),
    accuracyDropDb: meanOf(networks, ({ accuracyDropDb }) => accuracyDropDb),
  };
};

/** Between the starts of two runs of all networks. */
const intervalOf = ({ chip, networks }: Figures, latencySeconds: number): number =>
  networks.every(({ intervalCycles }) => intervalCycles === undefined)
    ? latencySeconds
    : networks.reduce((sum, each) => sum + (each.intervalCycles ?? each.latencyCycles), 0) / chip.clockHz;

/** By the networks' weights; null where that of one is not known. */
const meanOf = (
  networks: readonly NetworkFacts[],
  valueOf: (network: NetworkFacts) => number | undefined,
): number | null => {
  let [sum, weights] = [0, 0];
  for (const network of networks) {
    const value = valueOf(network);
    const { weight = 1 } = network;
    if (value === undefined) return null;
    sum += weight * value;
    weights += weight;
  }
  return weights === 0 ? null : sum / weights;
};

const powerOf = ({ isBound, chip, networks }: Figures, energyPj: number, intervalSeconds: number): number | null => {
  const rated = networks.filter(({ rate }) => rate !== undefined);
  // Back to back, what is slower takes less power: no bound on time bounds that.
  if (rated.length === 0 && isBound) return chip.leakageWatts;
  if (rated.length === 0) return intervalSeconds === 0 ? null : (energyPj * 1e-12) / intervalSeconds;
  if (rated.length < networks.length) return null;
  const { batch = 1, leakageWatts } = chip;
  return rated.reduce((watts, { rate = 0, dynamicPj }) => watts + (rate / batch) * dynamicPj * 1e-12, leakageWatts);
};

/** Share of the time in which the chip works, where networks have rates: above 1 it cannot keep up. */
export const loadOf = ({ chip, networks }: Figures): number =>
  networks.reduce(
    (load, { rate = 0, latencyCycles, intervalCycles = latencyCycles }) =>
      load + ((rate / (chip.batch ?? 1)) * intervalCycles) / chip.clockHz,
    0,
  );

/** The same chip with one of its networks alone. */
export const alone = ({ isBound, chip, networks }: Figures, name: string): Figures => ({
  isBound,
  chip,
  networks: networks.filter(network => network.name === name),
});
