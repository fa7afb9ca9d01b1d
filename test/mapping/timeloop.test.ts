/** Access counts against Timeloop's on fourteen of its own mappings: two machines, dense, strided and depthwise layers. */
import { describe, expect, test } from "vitest";
import { countAccesses } from "../../mapping/count.ts";
import { evaluate } from "../../mapping/evaluate.ts";
import type { Architecture } from "../../mapping/architecture.ts";
import type { LevelMapping, Loop, Mapping } from "../../mapping/mapping.ts";
import { type Contraction, type Dimension, type TensorName, tensorNames } from "../../mapping/workload.ts";
import golden from "../golden/timeloop.json" with { type: "json" };
import { elementBits, eyerissLike, simbaLike } from "../support/timeloop-machines.ts";

type Entry = (typeof golden)[number];

const contractionOf = ({ dims, depthwise }: Entry): Contraction => ({
  kind: "contraction",
  bounds: {
    G: depthwise ? dims.M : 1,
    N: 1,
    K: depthwise ? 1 : dims.M,
    C: depthwise ? 1 : dims.C,
    P: dims.P,
    Q: dims.Q,
    R: dims.R,
    S: dims.S,
  },
  strides: [dims.stride, dims.stride],
  dilations: [1, 1],
  bits: { weights: elementBits, inputs: elementBits, outputs: elementBits, partialSums: elementBits },
  epilogue: { operationsPerOutput: 0, operands: [] },
});

/** Timeloop names a fan-out's two axes as levels of their own; ours belong to the level above. */
const layout: Readonly<Record<string, readonly (readonly number[])[]>> = {
  eyeriss_like: [[6], [5, 4, 3], [2], [1], [0]],
  simba_like: [[8], [7, 6], [5, 4], [3], [2, 1], [0]],
};
const machines: Readonly<Record<string, Architecture>> = { eyeriss_like: eyerissLike, simba_like: simbaLike };

const mappingOf = ({ mapping, machine, depthwise }: Entry): Mapping => {
  const parts = new Map(
    mapping.split(" - ").map(part => {
      const [, index = "", kept = "", loops = ""] = /^L(\d+)\[(\w*)\] (.*)$/.exec(part) ?? [];
      return [Number(index), { kept, loops: loops.split(" ") }] as const;
    }),
  );
  const loopsOf = (indices: readonly number[], axis: string): Loop[] =>
    indices
      .flatMap(index => parts.get(index)?.loops ?? [])
      .flatMap(text => {
        const [, letter = "", bound = "", on = ""] = /^([A-Z])(\d+)([XY]?)$/.exec(text) ?? [];
        const dimension = (letter === "M" ? (depthwise ? "G" : "K") : letter) as Dimension;
        return on === axis ? [{ dimension, bound: Number(bound) }] : [];
      });
  const levels = layout[machine]!.map((indices): LevelMapping => ({
    temporal: loopsOf(indices, ""),
    spatial: { x: loopsOf(indices, "X"), y: loopsOf(indices, "Y") },
    keeps: tensorNames.filter(tensor => parts.get(indices[0]!)?.kept.includes(tensor[0]!.toUpperCase())),
  }));
  return { levels };
};

interface Row {
  readonly level: string;
  readonly tensor: string;
  readonly tile: number;
  readonly instances: number;
  readonly reads: number;
  readonly fills: number;
  readonly updates: number;
}

/** Counts per instance, as Timeloop prints them. */
const rowsOf = (entry: Entry): Row[] => {
  const architecture = machines[entry.machine]!;
  const { transfers } = countAccesses(contractionOf(entry), architecture, mappingOf(entry));
  return transfers.map(({ tensor, parent, sent, updates }) => {
    const above = transfers.find(transfer => transfer.tensor === tensor && transfer.child === parent);
    const instances = above?.instances ?? 1;
    expect(sent.total).toBe(sent.busiest * instances);
    return {
      level: architecture.levels[parent]!.name,
      tensor,
      tile: above?.tile ?? Number.NaN,
      instances,
      reads: sent.busiest,
      fills: above?.received.busiest ?? 0,
      updates: updates.busiest,
    };
  });
};

/**
 * Where the reference is off: it keeps one tile of inputs while the window loop starts over. Walked step by step, the tile
 * after the reset is another one, so it has to be fetched: 12 words on each of 768 resets.
 */
const corrections: Readonly<Record<string, Partial<Row>>> = {
  "eyeriss_like alexnet_conv5 ifmap_spad inputs": { fills: 170_496 + 12 * 768 },
  "eyeriss_like alexnet_conv5 shared_glb inputs": { reads: 4_432_896 + 26 * 12 * 768 },
};

/**
 * The reference charges simba_like's weight registers one access per cluster of 64, four in all, however many are in use;
 * ours charges each register that is read.
 */
const chargedAs = (level: string, instances: number): number => (level === "PEWeightRegs" ? 4 / instances : 1);

describe.each(golden)("$machine $layer", entry => {
  const rows = rowsOf(entry);
  const backing = (tensor: TensorName): number =>
    entry.levels.find(l => l.level === "DRAM" && l.tensor === tensor)!.tile;

  const cost = evaluate(contractionOf(entry), machines[entry.machine]!, mappingOf(entry));

  test("cycles, MACs and their energy", () => {
    expect(cost.latency).toBe(entry.cycles);
    expect(cost.macs).toBe(entry.macs);
    expect(Math.abs(cost.computeEnergy / entry.macEnergyPj - 1)).toBeLessThan(1e-3);
  });

  test.each(entry.levels)("$level $tensor", ({ energyPj, ...expected }) => {
    const found = rows.find(row => row.level === expected.level && row.tensor === expected.tensor)!;
    const tile = Number.isNaN(found.tile) ? backing(found.tensor as TensorName) : found.tile;
    const correction = corrections[`${entry.machine} ${entry.layer} ${expected.level} ${expected.tensor}`];
    expect({ ...found, tile }).toEqual({ ...expected, ...correction });
    const energy = cost.levels.find(({ level }) => level === found.level)!.accesses[found.tensor as TensorName]!.energy;
    const charged = energy * chargedAs(found.level, found.instances);
    expect(Math.abs(charged / energyPj - 1)).toBeLessThan(correction === undefined ? 1e-3 : 0.06);
  });
});
