/** How long it takes when computing and transfers overlap as far as the machine lets them. */
import { type Cycles, quantity } from "../support/quantity.ts";
import { type Architecture, type StorageLevel, transferCycles } from "./architecture.ts";
import type { Resource } from "./cost.ts";
import type { AccessCounts, Transfer } from "./count.ts";
import { widthAtParent } from "./level-traffic.ts";
import type { Contraction, ElementBits } from "./workload.ts";

export interface Latency {
  readonly cycles: Cycles;
  /** The busiest resource. */
  readonly bound: string;
}

/**
 * Perfect overlap: the busiest resource alone counts. Double buffering: the first tiles must come in before, and the last
 * outputs go out after. No overlap: all take turns.
 * Ignores: bank conflicts, refresh, bursts that straddle rows, arbitration between tensors, stalls in the middle of uneven tiles.
 */
export const latencyOf = (
  { bits }: Contraction,
  { overlap, levels, compute }: Pick<Architecture, "overlap" | "levels" | "compute">,
  counts: AccessCounts,
  resources: readonly Resource[],
): Latency => {
  const busiest = resources.reduce((longest, resource) => (resource.cycles > longest.cycles ? resource : longest));
  const skew = overlap === "perfect" ? 0 : (compute.skew ?? 0);
  const extra = overlap === "double-buffered" ? fillAndDrain(levels, counts, bits) : 0;
  const cycles =
    overlap === "none" ? resources.reduce((total, each) => total + each.cycles, skew) : busiest.cycles + extra + skew;
  return { cycles: quantity<Cycles>(Math.max(1, Math.ceil(cycles))), bound: busiest.name };
};

/** Cycles in which a level exchanges what rests there: `elements` per tensor of its busiest instance. */
export const exchangeCycles = (
  { exchange }: Pick<StorageLevel, "exchange">,
  transfers: readonly Transfer[],
  elements: (transfer: Transfer) => number,
): number => {
  const exchanged = transfers.find(({ tensor }) => tensor === exchange?.tensor);
  return exchange === undefined || exchanged === undefined ? 0 : exchange.cycles * elements(exchanged);
};

/** Cycles until the first tiles are everywhere, and from the last result until it is outside, level by level. */
const fillAndDrain = (levels: Architecture["levels"], { transfers }: AccessCounts, bits: ElementBits): number => {
  let cycles = 0;
  for (let child = 1; child < levels.length; child++) {
    const arriving = transfers.filter(transfer => transfer.child === child);
    for (const isOutput of [false, true])
      cycles += tileCycles(
        levels,
        arriving.filter(({ tensor }) => (tensor === "outputs") === isOutput),
        bits,
      );
  }
  return cycles;
};

/** Cycles to move one tile of each transfer between a child and its parents: as long as the slowest port takes. */
const tileCycles = (levels: Architecture["levels"], transfers: readonly Transfer[], bits: ElementBits): number => {
  const moved = new Map<number, { read: number; write: number }>();
  const add = (level: number, direction: "read" | "write", amount: number): void => {
    const sums = moved.get(level) ?? { read: 0, write: 0 };
    moved.set(level, { ...sums, [direction]: sums[direction] + amount });
  };
  for (const transfer of transfers) {
    const width = widthAtParent(transfer, bits);
    const upward = transfer.tensor === "outputs";
    add(transfer.parent, upward ? "write" : "read", transfer.firstTile * width);
    add(transfer.child, upward ? "read" : "write", transfer.tile * width);
  }
  const exchanges = transfers.map(transfer => {
    const child = levels[transfer.child];
    return child === undefined ? 0 : exchangeCycles(child, [transfer], ({ tile }) => tile);
  });
  return Math.max(
    0,
    ...exchanges,
    ...[...moved].map(([level, { read, write }]) => {
      const port = levels[level];
      return port === undefined ? 0 : transferCycles(port.bandwidth, read, write);
    }),
  );
};
