/** What a mapped workload costs: cycles and picojoules, each split so that a report can trace it. */
import type { Bits, Cycles, Macs, Picojoules } from "../support/quantity.ts";
import type { TensorName } from "./workload.ts";

/** Something that is busy for a while: the MACs, the vector unit, the ports of a level. */
export interface Resource {
  readonly name: string;
  readonly cycles: number;
}

/** `epilogue` is what the vector unit reads and writes besides. */
export type Traffic = TensorName | "epilogue";

/** Over all instances of a level, for one tensor. Elements, except where bits are said. */
export interface Accesses {
  /** Sent down, or read to be accumulated onto. */
  readonly reads: number;
  /** Received from above. */
  readonly fills: number;
  /** Received from below. */
  readonly updates: number;
  readonly readBits: Bits;
  /** Of fills and updates. */
  readonly writeBits: Bits;
  readonly energy: Picojoules;
}

export interface LevelCost {
  readonly level: string;
  /** Only tensors that touch the level. */
  readonly accesses: Readonly<Partial<Record<Traffic, Accesses>>>;
  /** Over its fan-out, received and sent by the instances below. */
  readonly fanOutBits: Bits;
  /** Time its busiest instance needs to move its bits. */
  readonly transfer: Cycles;
  /** Accesses and leakage of all instances. */
  readonly energy: Picojoules;
  readonly leakage: Picojoules;
}

export interface Cost {
  readonly latency: Cycles;
  readonly energy: Picojoules;
  readonly macs: Macs;
  /** Scalar operations on the vector unit. */
  readonly vectorOperations: number;
  /** Fraction of the PEs' MAC slots that do work, over the whole latency: 0 to 1. */
  readonly utilization: number;
  /** What takes longest: `compute`, `vector`, or a level's name. */
  readonly bound: string;
  /** How long each resource is busy: `compute`, `vector`, the levels. The latency's other part is what does not overlap. */
  readonly busy: readonly Resource[];
  /** Outermost first. */
  readonly levels: readonly LevelCost[];
  /** Where the energy goes beside the levels; with them it adds up to `energy`. */
  readonly computeEnergy: Picojoules;
  readonly vectorEnergy: Picojoules;
  readonly networkEnergy: Picojoules;
  /** Of everything but the levels. */
  readonly otherLeakage: Picojoules;
}
