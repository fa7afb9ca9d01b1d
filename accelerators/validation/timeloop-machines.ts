/** The two machines of Timeloop's exercises on which the numbers in timeloop.json were made. */
import {
  type Architecture,
  type FanOut,
  oneToOne,
  type StorageLevel,
  type VectorUnit,
} from "../../mapping/architecture.ts";
import { type Dimension, dimensions, type TensorName } from "../../mapping/workload.ts";
import {
  type Bits,
  type BitsPerCycle,
  type Hertz,
  type Picojoules,
  type PicojoulesPerBit,
  quantity,
  type Watts,
} from "../../support/quantity.ts";

/** Every element counts 8 bits here, so that a level of 16-bit words that hold one element each has words of 8. */
export const elementBits = 8;

const noWire = quantity<PicojoulesPerBit>(0);
const direct = oneToOne(noWire);
const all: readonly TensorName[] = ["weights", "inputs", "outputs"];
const dimensionsIn = (letters: string): readonly Dimension[] => dimensions.filter(each => letters.includes(each));
const fanOut = (x: readonly [number, string], y: readonly [number, string]): FanOut => ({
  ...direct,
  x: { size: x[0], dimensions: dimensionsIn(x[1]) },
  y: { size: y[0], dimensions: dimensionsIn(y[1]) },
});

interface Options {
  readonly words: number | undefined;
  readonly holds: readonly TensorName[];
  /** Picojoules per access, and elements in an access. */
  readonly read: number;
  readonly write: number;
  readonly block: number;
  readonly fanOut?: FanOut;
  readonly temporal?: string;
  /** Elements per cycle, each way. */
  readonly bandwidth?: number;
}

const level = (name: string, options: Options): StorageLevel => ({
  name,
  capacity: options.words === undefined ? "unlimited" : quantity<Bits>(options.words * elementBits),
  holds: options.holds,
  mustHold: options.holds,
  ...(options.temporal === undefined ? {} : { temporalDimensions: dimensionsIn(options.temporal) }),
  bandwidth:
    options.bandwidth === undefined
      ? { kind: "unlimited" }
      : {
          kind: "separate",
          read: quantity<BitsPerCycle>(options.bandwidth * elementBits),
          write: quantity<BitsPerCycle>(options.bandwidth * elementBits),
        },
  access: {
    wordBits: options.block * elementBits,
    read: quantity<Picojoules>(options.read),
    write: quantity<Picojoules>(options.write),
  },
  leakage: quantity<Watts>(0),
  fanOut: options.fanOut ?? direct,
});

const vectorUnit: VectorUnit = {
  lanes: 1,
  operations: [{ bits: 8, energy: quantity<Picojoules>(0) }],
  level: "DRAM",
  bandwidth: quantity<BitsPerCycle>(8),
};

const machine = (name: string, macEnergy: number, levels: readonly StorageLevel[]): Architecture => ({
  name,
  clock: quantity<Hertz>(1e9),
  overlap: "perfect",
  levels,
  compute: {
    name: "mac",
    modes: [{ weightBits: 16, inputBits: 16, energy: quantity<Picojoules>(macEnergy), macsPerCycle: 1 }],
    leakage: quantity<Watts>(0),
  },
  vectorUnit,
  otherLeakage: quantity<Watts>(0),
});

const dram = level("DRAM", { words: undefined, holds: all, read: 512, write: 512, block: 8 });

/** 14 columns by 12 rows; columns split Q and K (for depthwise layers G), rows S, C and K. */
export const eyerissLike = machine("eyeriss_like", 0.207692, [
  dram,
  level("shared_glb", {
    words: 131072,
    holds: ["inputs", "outputs"],
    read: 18.183829,
    write: 14.137929,
    block: 8,
    bandwidth: 16,
    fanOut: fanOut([14, "QKG"], [12, "SCKG"]),
  }),
  level("ifmap_spad", {
    words: 24,
    holds: ["inputs"],
    read: 0.202442,
    write: 0.176713,
    block: 2,
    temporal: "",
    bandwidth: 2,
  }),
  level("weights_spad", { words: 384, holds: ["weights"], read: 1.976602, write: 1.881657, block: 2, temporal: "CR" }),
  level("psum_spad", { words: 16, holds: ["outputs"], read: 0.2513, write: 0.2191, block: 1, temporal: "KG" }),
]);

/** 16 PEs; four weight buffers and accumulators in each; four MACs below each. */
export const simbaLike = machine("simba_like", 0.315, [
  dram,
  level("GlobalBuffer", {
    words: 65536,
    holds: ["inputs", "outputs"],
    read: 51.870888,
    write: 66.310888,
    block: 32,
    fanOut: fanOut([16, "KCG"], [1, ""]),
  }),
  level("PEInputBuffer", {
    words: 65536,
    holds: ["inputs"],
    read: 242.079552,
    write: 241.503552,
    block: 8,
    fanOut: fanOut([1, ""], [4, "KG"]),
  }),
  level("PEWeightBuffer", { words: 32768, holds: ["weights"], read: 121.36387, write: 120.78787, block: 8 }),
  level("PEAccuBuffer", {
    words: 128,
    holds: ["outputs"],
    read: 3.091057,
    write: 2.875058,
    block: 1,
    fanOut: fanOut([1, ""], [4, "C"]),
  }),
  level("PEWeightRegs", { words: 1, holds: ["weights"], read: 0.259899, write: 0.080139, block: 1 }),
]);
