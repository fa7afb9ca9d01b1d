/** A machine small enough to count on paper: memory, one buffer, a grid of PEs with a weight register each, every cost 1. */
import { sramAccess } from "../../accelerators/parts.ts";
import { technologies } from "../../accelerators/technology/index.ts";
import { lawAt } from "../../accelerators/technology.ts";
import type { Architecture, FanOut } from "../../mapping/architecture.ts";
import { type Contraction, dimensions, type ElementBits } from "../../mapping/workload.ts";
import {
  type Bits,
  type BitsPerCycle,
  type Hertz,
  type Picojoules,
  type PicojoulesPerBit,
  quantity,
  type Watts,
} from "../../support/quantity.ts";

const { unit } = technologies;
/** 1 pJ per bit, whatever the memory. */
const access = sramAccess(unit, 8, 1);
const noLeakage = quantity<Watts>(0);

export const fanOut = (given: Partial<FanOut>): FanOut => ({
  x: { size: 1, dimensions: [] },
  y: { size: 1, dimensions: [] },
  multicasts: true,
  reduces: true,
  sharesWindows: false,
  hopEnergy: quantity<PicojoulesPerBit>(0),
  ...given,
});

export interface SmallMachine {
  readonly overlap?: Architecture["overlap"];
  readonly grid?: FanOut;
  readonly bufferBytes?: number;
}

/** 64 bits per cycle from memory; K along x, C along y, 4 × 4. */
export const smallMachine = ({ overlap = "perfect", grid, bufferBytes = 1024 }: SmallMachine = {}): Architecture => ({
  name: "small",
  clock: quantity<Hertz>(1e9),
  overlap,
  levels: [
    {
      name: "DRAM",
      capacity: "unlimited",
      holds: ["weights", "inputs", "outputs"],
      bandwidth: { kind: "shared", total: quantity<BitsPerCycle>(64) },
      access,
      leakage: noLeakage,
      fanOut: fanOut({}),
    },
    {
      name: "buffer",
      capacity: quantity<Bits>(8 * bufferBytes),
      holds: ["weights", "inputs", "outputs"],
      bandwidth: { kind: "unlimited" },
      access,
      leakage: noLeakage,
      fanOut:
        grid ??
        fanOut({
          x: { size: 4, dimensions: ["K"] },
          y: { size: 4, dimensions: ["C"] },
          hopEnergy: quantity<PicojoulesPerBit>(1),
        }),
    },
    {
      name: "registers",
      capacity: quantity<Bits>(16),
      holds: ["weights"],
      temporalDimensions: [],
      bandwidth: { kind: "unlimited" },
      access,
      leakage: noLeakage,
      fanOut: fanOut({}),
    },
  ],
  compute: {
    name: "MACs",
    modes: [
      {
        weightBits: 8,
        inputBits: 8,
        energy: quantity<Picojoules>(lawAt(unit.mac.energyPj, 64)),
        macsPerCycle: 1,
      },
    ],
    leakage: noLeakage,
  },
  vectorUnit: {
    lanes: 4,
    operations: [{ bits: 8, energy: quantity<Picojoules>(lawAt(unit.vectorOperation.energyPj, 8)) }],
    level: "DRAM",
    bandwidth: quantity<BitsPerCycle>(64),
  },
  otherLeakage: noLeakage,
});

export const narrow: ElementBits = { weights: 8, inputs: 8, outputs: 8, partialSums: 16 };

export const contraction = (
  bounds: Partial<Contraction["bounds"]>,
  given: Partial<Omit<Contraction, "bounds" | "kind">> = {},
): Contraction => ({
  kind: "contraction",
  bounds: Object.fromEntries(dimensions.map(dimension => [dimension, bounds[dimension] ?? 1])) as Contraction["bounds"],
  strides: [1, 1],
  dilations: [1, 1],
  bits: narrow,
  epilogue: { operationsPerOutput: 0, operands: [] },
  ...given,
});
