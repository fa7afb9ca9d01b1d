/** How long it takes when computing and transfers overlap as far as the machine lets them. */
import { type Cycles, quantity } from "../support/quantity.ts";
import { type Architecture, type StorageLevel, transferCycles } from "./architecture.ts";
import type { Resource } from "./cost.ts";
import type { AccessCounts, Transfer } from "./count.ts";
import { widthAtParent } from "./level-traffic.ts";
import type { Contraction, ElementBits, TensorName } from "./workload.ts";

export interface Latency {
  readonly cycles: Cycles;
  /** The busiest resource. */
  readonly bound: string;
}

/**
 * Perfect overlap: the busiest resource alone counts. Double buffering: the first tiles must come in before, and the last
 * outputs go out after. No overlap: all take turns. Whatever the overlap, an array that works in passes fills anew for each.
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
  const passing = passCycles(levels, counts, bits);
  const hidden =
    overlap === "none" ? resources.reduce((total, each) => total + each.cycles, 0) : busiest.cycles + extra;
  const cycles = hidden + skew + passing;
  return { cycles: quantity<Cycles>(Math.max(1, Math.ceil(cycles))), bound: busiest.name };
};

/**
 * Before each pass its weights (or what else starts it) and the first inputs come in side by side, after it the last outputs go out; what crosses the
 * outermost level's port is prefetched. Ignores: that short passes at the end of a dimension have less to load.
 */
const passCycles = (levels: Architecture["levels"], { transfers }: AccessCounts, bits: ElementBits): number => {
  const starting = levels.findIndex(({ startsPasses }) => startsPasses === true);
  const starter = transfers.find(({ child }) => child === starting);
  if (starting === -1 || starter === undefined) return 0;
  const passes = starter.received.busiest / starter.tile;
  const rampOf = (tensor: TensorName): number =>
    transfers
      .filter(each => each.tensor === tensor && each.parent > 0 && each.child < levels.length)
      .reduce((total, transfer) => total + tileCycles(levels, [transfer], bits), 0);
  return passes * (Math.max(rampOf("weights"), rampOf("inputs")) + rampOf("outputs"));
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
