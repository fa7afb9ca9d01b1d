/** A machine as data: storage levels, the fan-outs between them, the MACs below the last, a vector unit beside. */
import type { BitsPerCycle, Bits, Cycles, Hertz, Picojoules, PicojoulesPerBit, Watts } from "../support/quantity.ts";
import type { Dimension, ElementBits, TensorName } from "./workload.ts";

export interface Architecture {
  readonly name: string;
  readonly clock: Hertz;
  /**
   * What double buffering cannot hide. `perfect`: nothing is added (Timeloop); `double-buffered`: the first fill and the last
   * drain are added, and every buffer below the outermost holds two tiles; `none`: transfers and computing take turns (SCALE-Sim).
   */
  readonly overlap: "perfect" | "double-buffered" | "none";
  /**
   * Outermost first; the first is the backing store, which holds every tensor without limit, but for those that are resident
   * further in.
   */
  readonly levels: readonly StorageLevel[];
  readonly compute: Compute;
  readonly vectorUnit: VectorUnit;
  /** Of everything that is neither a level nor a MAC. */
  readonly otherLeakage: Watts;
}

export interface StorageLevel {
  /** Unique, e.g. `DRAM`. */
  readonly name: string;
  /** Of one instance, over all tensors it holds. */
  readonly capacity: Bits | "unlimited";
  readonly holds: readonly TensorName[];
  /** Tensors that a mapping may not route past this level; none where absent. */
  readonly mustHold?: readonly TensorName[];
  /**
   * Tensors that lie here whole from before the workload until after it, so that nothing brings them here and no level further
   * out holds them. `capacity` is what they leave; outputs have taken room for finished elements. See `withResidents`.
   */
  readonly resident?: readonly TensorName[];
  /** Dimensions whose temporal loops its controller can run; all where absent. */
  readonly temporalDimensions?: readonly Dimension[];
  /** Of one instance. */
  readonly bandwidth: Bandwidth;
  readonly access: AccessEnergy;
  /**
   * What a systolic array loses whenever a tensor's elements at rest there are exchanged: they enter or leave row by row,
   * whatever their width. None where absent.
   */
  readonly exchange?: Exchange;
  /**
   * There is room for one tile alone: while the next one comes in, nothing computes, and then the array fills anew with all else.
   * What lies between is a pass, as on Eyeriss. At most one level of a machine.
   */
  readonly startsPasses?: true;
  /** Of one instance. */
  readonly leakage: Watts;
  /** Towards the next level, or the MACs. */
  readonly fanOut: FanOut;
}

export interface Exchange {
  readonly tensor: TensorName;
  /** For each element that an instance takes in; of outputs: that it gives up. Hidden or not as transfers are. */
  readonly cycles: Cycles;
}

export type Bandwidth =
  | { readonly kind: "separate"; readonly read: BitsPerCycle; readonly write: BitsPerCycle }
  /** One port for both directions, such as a DRAM bus. */
  | { readonly kind: "shared"; readonly total: BitsPerCycle }
  | { readonly kind: "unlimited" };

/** Energy of moving one word of `wordBits`; narrower elements share a word, so that cost goes by bits. */
export interface AccessEnergy {
  readonly wordBits: number;
  readonly read: Picojoules;
  readonly write: Picojoules;
}

export interface FanOut {
  readonly x: FanOutAxis;
  readonly y: FanOutAxis;
  /** Equal tiles are read once and sent to all who need them. */
  readonly multicasts: boolean;
  /** Partial sums of one output meet on their way up. */
  readonly reduces: boolean;
  /** Overlapping input windows are read once, as on Eyeriss' diagonals or by ShiDianNao's shifting. */
  readonly sharesWindows: boolean;
  /** Of each bit that an instance below receives or sends. */
  readonly hopEnergy: PicojoulesPerBit;
}

export interface FanOutAxis {
  /** Instances along this axis; 1 where there is no fan-out. */
  readonly size: number;
  /** Which dimensions may be unrolled here. */
  readonly dimensions: readonly Dimension[];
}

export interface Compute {
  readonly name: string;
  /** A workload runs in the cheapest mode that is wide enough for its operands. */
  readonly modes: readonly MacMode[];
  /** From the first operand at the array's edge to the last result, beside the steps themselves; added unless overlap is perfect. */
  readonly skew?: Cycles;
  /** Of one processing element. */
  readonly leakage: Watts;
}

export interface MacMode {
  readonly weightBits: number;
  readonly inputBits: number;
  readonly energy: Picojoules;
  /** Of one processing element: above 1 where it splits into narrow multipliers, below 1 where it works digit by digit. */
  readonly macsPerCycle: number;
}

export interface VectorUnit {
  /** Scalar operations per cycle. */
  readonly lanes: number;
  /** Operations that one element undergoes in a pass through a pipeline, so that `lanes ÷ stages` elements enter per cycle; 1 where absent. */
  readonly stages?: number;
  /** Passes for each element where a function is computed: an exponential, a root, a quotient; 1 where absent. */
  readonly functionInterval?: number;
  /** Energy of an operation on operands up to that width, narrowest first; wider ones scale from the last in proportion. */
  readonly operations: readonly { readonly bits: number; readonly energy: Picojoules }[];
  /** The level that it reads and writes. */
  readonly level: string;
  /** To and from that level; the level's own limit holds too. */
  readonly bandwidth: BitsPerCycle;
}

/** No fan-out: one instance below each instance above. */
export const oneToOne = (hopEnergy: PicojoulesPerBit): FanOut => ({
  x: { size: 1, dimensions: [] },
  y: { size: 1, dimensions: [] },
  multicasts: true,
  reduces: true,
  sharesWindows: false,
  hopEnergy,
});

/** Instances of each level, outermost first, and of the MACs at the end. */
export const instancesOf = ({ levels }: Pick<Architecture, "levels">): readonly number[] => {
  const counts = [1];
  for (const { fanOut } of levels) counts.push((counts.at(-1) ?? 1) * fanOut.x.size * fanOut.y.size);
  return counts;
};

export const peCount = (architecture: Pick<Architecture, "levels">): number => instancesOf(architecture).at(-1) ?? 1;

/** The cheapest mode that is wide enough, the faster one of equals; undefined where none is. */
export const macModeFor = (
  { modes }: Compute,
  { weights, inputs }: Pick<ElementBits, "weights" | "inputs">,
): MacMode | undefined =>
  modes
    .filter(({ weightBits, inputBits }) => weightBits >= weights && inputBits >= inputs)
    .toSorted((a, b) => a.energy - b.energy || b.macsPerCycle - a.macsPerCycle)
    .at(0);

/** Energy of one scalar operation on operands of `bits`. */
export const operationEnergy = ({ operations }: VectorUnit, bits: number): number => {
  const wideEnough = operations.find(operation => operation.bits >= bits);
  if (wideEnough !== undefined) return wideEnough.energy;
  const widest = operations.at(-1);
  return widest === undefined ? 0 : (widest.energy * bits) / widest.bits;
};

/** Cycles to move bits through one instance's ports. */
export const transferCycles = (bandwidth: Bandwidth, readBits: number, writeBits: number): number => {
  switch (bandwidth.kind) {
    case "unlimited":
      return 0;
    case "shared":
      return (readBits + writeBits) / bandwidth.total;
    case "separate":
      return Math.max(readBits / bandwidth.read, writeBits / bandwidth.write);
  }
};

/** Picojoules that everything leaks in one cycle beside the levels, and each level with all its instances. */
export const leakagePerCycle = (
  architecture: Architecture,
): { readonly levels: readonly number[]; readonly other: number } => {
  const counts = instancesOf(architecture);
  const picojoules = (watts: number): number => (watts * 1e12) / architecture.clock;
  return {
    levels: architecture.levels.map(({ leakage }, level) => picojoules(leakage * (counts[level] ?? 1))),
    other: picojoules(architecture.compute.leakage * peCount(architecture) + architecture.otherLeakage),
  };
};
