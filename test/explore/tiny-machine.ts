/** A machine small enough to cost on paper: four PEs, every access of a byte, every MAC and every operation 1 pJ. */
import type { Machine } from "../../explore/machine.ts";
import type { Mapper } from "../../explore/map-network.ts";
import { type Architecture, macModeFor, oneToOne, type StorageLevel } from "../../mapping/architecture.ts";
import { evaluate } from "../../mapping/evaluate.ts";
import type { Mapping } from "../../mapping/mapping.ts";
import { evaluateVector } from "../../mapping/vector.ts";
import type { Contraction } from "../../mapping/workload.ts";
import {
  type BitsPerCycle,
  type Hertz,
  type Picojoules,
  type PicojoulesPerBit,
  quantity,
  type SquareMm,
  type Watts,
} from "../../support/quantity.ts";

const everything = ["weights", "inputs", "outputs"] as const;
const none = quantity<PicojoulesPerBit>(0);

const level = (name: string, energyPj: number, more: Pick<StorageLevel, "bandwidth" | "fanOut">): StorageLevel => ({
  name,
  capacity: "unlimited",
  holds: everything,
  access: { wordBits: 8, read: quantity<Picojoules>(energyPj), write: quantity<Picojoules>(energyPj) },
  leakage: quantity<Watts>(0),
  ...more,
});

/** DRAM moves one byte per cycle; the buffer is never in the way; the vector unit does four operations per cycle. */
const architecture = (energyPj: number): Architecture => ({
  name: "tiny",
  clock: quantity<Hertz>(1e9),
  overlap: "perfect",
  levels: [
    level("DRAM", energyPj, {
      bandwidth: { kind: "shared", total: quantity<BitsPerCycle>(8) },
      fanOut: oneToOne(none),
    }),
    level("buffer", energyPj, {
      bandwidth: { kind: "unlimited" },
      fanOut: { ...oneToOne(none), x: { size: 4, dimensions: ["K"] } },
    }),
  ],
  compute: {
    name: "mac",
    modes: [{ weightBits: 8, inputBits: 8, energy: quantity<Picojoules>(energyPj), macsPerCycle: 1 }],
    leakage: quantity<Watts>(0),
  },
  vectorUnit: {
    lanes: 4,
    operations: [{ bits: 8, energy: quantity<Picojoules>(energyPj) }],
    level: "DRAM",
    bandwidth: quantity<BitsPerCycle>(64),
  },
  otherLeakage: quantity<Watts>(0),
});

export const tinyMachine: Machine = {
  name: "tiny-4",
  slot: "npu",
  accelerator: {
    template: "tiny",
    settings: { pes: 4 },
    technology: "unit",
    dram: "lpddr4",
    sources: { everything: "paper" },
    architecture: architecture(1),
    area: {
      total: quantity<SquareMm>(3),
      low: quantity<SquareMm>(2),
      high: quantity<SquareMm>(5),
      breakdown: [
        { part: "PEs", area: quantity<SquareMm>(1) },
        { part: "buffer", area: quantity<SquareMm>(2) },
      ],
    },
  },
  band: { low: architecture(0.5), high: architecture(2) },
  ignores: ["everything that does not fit on paper"],
  precision: { weightBits: 8, activationBits: 8, accumulatorBits: 8 },
};

/** All of it in the buffer, output channels over the PEs, the rest over time. */
const mappingOf = ({ bounds }: Contraction): Mapping => ({
  levels: [
    { temporal: [], spatial: { x: [], y: [] }, keeps: everything },
    {
      temporal: (["N", "P", "Q", "C", "R", "S"] as const).map(dimension => ({ dimension, bound: bounds[dimension] })),
      spatial: { x: [{ dimension: "K", bound: bounds.K }], y: [] },
      keeps: everything,
    },
  ],
});

/** One mapping per workload; contractions of more than four output channels do not fit. */
export const tinyMapper: Mapper = (workload, on) => {
  if (workload.kind === "vector")
    return {
      feasible: true,
      front: [{ workload, cost: evaluateVector(workload, on) }],
      search: { considered: 1, pruned: 0, exact: true },
    };
  if (workload.bounds.K > 4)
    return {
      feasible: false,
      reasons: [{ kind: "capacity", tensor: "weights", level: "buffer", excess: quantity(workload.bounds.K - 4) }],
    };
  const { weights: weightBits, inputs: inputBits } = workload.bits;
  if (macModeFor(on.compute, workload.bits) === undefined)
    return { feasible: false, reasons: [{ kind: "operand-width", weightBits, inputBits }] };
  const mapping = mappingOf(workload);
  return {
    feasible: true,
    front: [{ workload, mapping, cost: evaluate(workload, on, mapping) }],
    search: { considered: 1, pruned: 0, exact: false },
  };
};
