/** Access counts, cycles and energy against Timeloop's, on fourteen mappings that its own mapper found. */
import type { Architecture } from "../../mapping/architecture.ts";
import { type AccessCounts, countAccesses } from "../../mapping/count.ts";
import { evaluate } from "../../mapping/evaluate.ts";
import type { LevelMapping, Loop, Mapping } from "../../mapping/mapping.ts";
import { type Contraction, type Dimension, elementsOf, type TensorName, tensorNames } from "../../mapping/workload.ts";
import entries from "./timeloop.json" with { type: "json" };
import { elementBits, eyerissLike, simbaLike } from "./timeloop-machines.ts";
import type { Deviation, Validation, ValidationRow } from "./validation.ts";

type Entry = (typeof entries)[number];
type EntryRow = Entry["levels"][number];

/** A mapping of Timeloop's in our words. */
export interface TimeloopCase {
  readonly entry: Entry;
  readonly architecture: Architecture;
  readonly contraction: Contraction;
  readonly mapping: Mapping;
}

/** Both tools round; energies of a table with six digits agree to this. */
const energyTolerance = 1e-3;

export const timeloop: Validation = {
  name: "timeloop",
  summary:
    "Tiles, instances, reads, fills, updates, cycles and energies on equal mappings: two machines, dense, strided and depthwise layers.",
  source:
    "Timeloop (master of March 2025), run on its exercises' eyeriss_like and simba_like; random search of 40 s per layer",
  rows: () => timeloopCases.flatMap(rowsOf),
};

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

interface Machine {
  readonly architecture: Architecture;
  /** Timeloop names a fan-out's two axes as levels of their own; ours belong to the level above. */
  readonly layout: readonly (readonly number[])[];
}

const machines: Readonly<Record<string, Machine>> = {
  eyeriss_like: { architecture: eyerissLike, layout: [[6], [5, 4, 3], [2], [1], [0]] },
  simba_like: { architecture: simbaLike, layout: [[8], [7, 6], [5, 4], [3], [2, 1], [0]] },
};

/** `L6[WIO] M4 P11 - L5[IO] R11 - L4[] M12X - …`: outermost first, tensors that a level keeps, loops, axes of the spatial ones. */
const mappingOf = ({ mapping, depthwise }: Entry, layout: Machine["layout"]): Mapping => {
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
        // A level without loops is written `Q1`.
        return on === axis && bound !== "1" ? [{ dimension, bound: Number(bound) }] : [];
      });
  const levels = layout.map((indices): LevelMapping => {
    const kept = parts.get(indices[0] ?? -1)?.kept ?? "";
    return {
      temporal: loopsOf(indices, ""),
      spatial: { x: loopsOf(indices, "X"), y: loopsOf(indices, "Y") },
      keeps: tensorNames.filter(tensor => kept.includes(tensor.charAt(0).toUpperCase())),
    };
  });
  return { levels };
};

export const timeloopCases: readonly TimeloopCase[] = entries.flatMap(entry => {
  const machine = machines[entry.machine];
  if (machine === undefined) return [];
  const { architecture, layout } = machine;
  return [{ entry, architecture, contraction: contractionOf(entry), mapping: mappingOf(entry, layout) }];
});

const rowsOf = ({ entry, architecture, contraction, mapping }: TimeloopCase): readonly ValidationRow[] => {
  const subject = `${entry.machine} ${entry.layer}`;
  const cost = evaluate(contraction, architecture, mapping);
  const counts = countAccesses(contraction, architecture, mapping);
  const macEnergy = { reference: entry.macEnergyPj, model: cost.computeEnergy, tolerance: energyTolerance };
  return [
    { subject, quantity: "cycles", reference: entry.cycles, model: cost.latency, tolerance: 0 },
    { subject, quantity: "MACs", reference: entry.macs, model: cost.macs, tolerance: 0 },
    { subject, quantity: "MAC energy, pJ", ...macEnergy },
    ...entry.levels.flatMap(expected => {
      const tensor = expected.tensor as TensorName;
      const found = countsAt(counts, contraction, architecture, expected.level, tensor);
      const energy = cost.levels.find(({ level }) => level === expected.level)?.accesses[tensor]?.energy ?? Number.NaN;
      return levelRows(subject, expected, { ...found, energyPj: energy });
    }),
  ];
};

const countNames = ["tile", "instances", "reads", "fills", "updates"] as const;
type Counts = Readonly<Record<(typeof countNames)[number], number>>;

const levelRows = (
  subject: string,
  expected: EntryRow,
  found: Counts & { readonly energyPj: number },
): readonly ValidationRow[] => {
  const place = `${expected.level} ${expected.tensor}`;
  const row = (name: keyof typeof found, unit: string, tolerance: number): ValidationRow => {
    const deviation = deviationOf(subject, expected, name);
    return {
      subject,
      quantity: `${place} ${name === "energyPj" ? "energy" : name}${unit}`,
      reference: expected[name],
      model: found[name],
      tolerance,
      ...(deviation === undefined ? {} : { deviation }),
    };
  };
  return [...countNames.map(name => row(name, "", 0)), row("energyPj", ", pJ", energyTolerance)];
};

/** Counts per instance, as Timeloop prints them. */
const countsAt = (
  { transfers }: AccessCounts,
  contraction: Contraction,
  { levels }: Architecture,
  level: string,
  tensor: TensorName,
): Counts => {
  const index = levels.findIndex(({ name }) => name === level);
  const below = transfers.find(transfer => transfer.tensor === tensor && transfer.parent === index);
  const above = transfers.find(transfer => transfer.tensor === tensor && transfer.child === index);
  return {
    tile: above?.tile ?? elementsOf(contraction, tensor),
    instances: above?.instances ?? 1,
    reads: below?.sent.busiest ?? Number.NaN,
    fills: above?.received.busiest ?? 0,
    updates: below?.updates.busiest ?? Number.NaN,
  };
};

const keptThroughReset =
  "Timeloop keeps a tile of inputs while the window loop starts over. Walked step by step, the tile after the reset is another one and must be fetched.";
const chargedByCluster =
  "Timeloop charges simba_like's weight registers one access for each cluster of 64, four in all, however many are in use; the model charges each register that is read.";

/** Words of inputs that each of the 26 columns' scratchpads fetches on the resets: 12 on each of 768. */
const refetched = 12 * 768;
/** Scratchpads of which each is sent its own. */
const senders = 26;

/** Accesses that the reference leaves out, per instance. */
const leftOut: Readonly<Record<string, Partial<Record<keyof Counts, number>>>> = {
  "eyeriss_like alexnet_conv5 ifmap_spad inputs": { fills: refetched },
  "eyeriss_like alexnet_conv5 shared_glb inputs": { reads: senders * refetched },
};

const deviationOf = (subject: string, expected: EntryRow, name: keyof Counts | "energyPj"): Deviation | undefined => {
  const missing = leftOut[`${subject} ${expected.level} ${expected.tensor}`];
  if (missing !== undefined && name === "energyPj")
    return { reason: keptThroughReset, corrected: expected.energyPj + energyOf(missing, expected) };
  if (missing !== undefined && name !== "energyPj" && missing[name] !== undefined)
    return { reason: keptThroughReset, corrected: expected[name] + missing[name] };
  if (name === "energyPj" && expected.level === "PEWeightRegs" && expected.instances !== 4)
    return { reason: chargedByCluster, corrected: (expected.energyPj * expected.instances) / 4 };
  return undefined;
};

/** Picojoules of the accesses that eyeriss_like's level would do besides. */
const energyOf = ({ reads = 0, fills = 0 }: Partial<Counts>, { level, instances }: EntryRow): number => {
  const access = eyerissLike.levels.find(({ name }) => name === level)?.access;
  if (access === undefined) return Number.NaN;
  return (instances * elementBits * (reads * access.read + fills * access.write)) / access.wordBits;
};
