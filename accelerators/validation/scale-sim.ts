/** Layers on a systolic array whose folds take turns, against SCALE-Sim: it simulates every cycle of every row and column. */
import type { Architecture } from "../../mapping/architecture.ts";
import { evaluate } from "../../mapping/evaluate.ts";
import type { Loop, Mapping } from "../../mapping/mapping.ts";
import { type Contraction, tensorNames } from "../../mapping/workload.ts";
import { settingsOf } from "../template.ts";
import { systolic } from "../templates/systolic.ts";
import { technologies } from "../technology/index.ts";
import table from "./scale-sim.json" with { type: "json" };
import type { Validation, ValidationRow } from "./validation.ts";

/** A layer as SCALE-Sim flattens it, and the array that it ran on. */
export interface ScaleSimRun {
  /** `ws`, `os` or `is`: what is stationary. */
  readonly dataflow: string;
  readonly rows: number;
  readonly columns: number;
  /** Output positions, taps of the filter times input channels, filters: the product's three sides. */
  readonly pixels: number;
  readonly window: number;
  readonly filters: number;
}

export interface ScaleSimResult {
  readonly macs: number;
  /** Its number, one less than the cycles it takes. */
  readonly lastCycle: number;
  /** Of the processing elements until that cycle. */
  readonly utilizationPercent: number;
  readonly inputReads: number;
  readonly weightReads: number;
  /** Every partial sum that leaves the array. */
  readonly outputWrites: number;
}

export const scaleSim: Validation = {
  name: "scale-sim",
  summary:
    "Cycles, utilization and buffer accesses of layers on two systolic arrays, weight, output and input stationary.",
  source: table.source,
  rows: () => table.runs.flatMap(rowsOf),
};

const rowsOf = (run: (typeof table.runs)[number]): readonly ValidationRow[] => {
  const { topology, layer, dataflow, rows, columns } = run;
  const model = runLikeScaleSim(run);
  const row = (quantity: string, key: keyof ScaleSimResult, tolerance = 0): ValidationRow => ({
    subject: `${topology} ${layer}, ${dataflow} on ${rows}x${columns}`,
    quantity,
    reference: run[key],
    model: model[key],
    tolerance,
  });
  return [
    row("MACs", "macs"),
    row("last cycle", "lastCycle"),
    // Printed with four digits after the point, of numbers from 0.5 on.
    row("utilization, %", "utilizationPercent", 1e-4),
    row("buffer reads of inputs", "inputReads"),
    row("buffer reads of weights", "weightReads"),
    row("buffer writes of outputs", "outputWrites"),
  ];
};

export const runLikeScaleSim = (run: ScaleSimRun): ScaleSimResult => {
  const { latency, macs, utilization, levels } = evaluate(
    scaleSimLayer(run),
    scaleSimMachine(run),
    scaleSimMapping(run),
  );
  const accesses = levels[1]?.accesses;
  return {
    macs,
    lastCycle: latency - 1,
    utilizationPercent: (100 * utilization * latency) / (latency - 1),
    inputReads: accesses?.inputs?.reads ?? 0,
    weightReads: accesses?.weights?.reads ?? 0,
    outputWrites: accesses?.outputs?.updates ?? 0,
  };
};

/** The layer as a matrix product (im2col). */
export const scaleSimLayer = ({ pixels, window, filters }: ScaleSimRun): Contraction => ({
  kind: "contraction",
  bounds: { G: 1, N: 1, K: filters, C: window, P: pixels, Q: 1, R: 1, S: 1 },
  strides: [1, 1],
  dilations: [1, 1],
  bits: { weights: 8, inputs: 8, outputs: 8, partialSums: 32 },
  epilogue: { operationsPerOutput: 0, operands: [] },
});

const stationary: Readonly<Record<string, number>> = { ws: 1, os: 2, is: 3 };

/** The template, but that nothing waits for memory, and every layer fits: its mode CALC. */
export const scaleSimMachine = ({ dataflow, rows, columns }: ScaleSimRun): Architecture => {
  const settings = settingsOf(systolic, { rows, columns, stationary: stationary[dataflow] ?? 1, foldOverlap: 0 });
  const machine = systolic.build(settings, { technology: technologies.unit, dram: "ddr4" });
  const [memory, buffer, ...array] = machine.levels;
  const without = { capacity: "unlimited", bandwidth: { kind: "unlimited" } } as const;
  const levels = [memory, buffer].flatMap(level => (level === undefined ? [] : [{ ...level, ...without }]));
  return { ...machine, levels: [...levels, ...array] };
};

/** What lies down and across the array is cut into folds; the third side streams, in the array itself where outputs rest. */
export const scaleSimMapping = (run: ScaleSimRun): Mapping => {
  const { dataflow, rows, columns } = run;
  const sides = { P: run.pixels, C: run.window, K: run.filters } as const;
  const { down, across, stream, kept } = nests[dataflow] ?? weightStationary;
  const outputsRest = kept === "outputs";
  const streamed = several({ dimension: stream, bound: sides[stream] });
  const idle = { x: [], y: [] };
  return {
    levels: [
      { temporal: [], spatial: idle, keeps: tensorNames },
      {
        temporal: [
          ...several({ dimension: across, bound: Math.ceil(sides[across] / columns) }),
          ...several({ dimension: down, bound: Math.ceil(sides[down] / rows) }),
          ...(outputsRest ? [] : streamed),
        ],
        spatial: {
          x: several({ dimension: across, bound: share(sides[across], columns) }),
          y: several({ dimension: down, bound: share(sides[down], rows) }),
        },
        keeps: tensorNames,
      },
      { temporal: outputsRest ? streamed : [], spatial: idle, keeps: [kept] },
    ],
  };
};

interface Nest {
  readonly down: "P" | "C" | "K";
  readonly across: "P" | "C" | "K";
  readonly stream: "P" | "C" | "K";
  readonly kept: "weights" | "outputs" | "inputs";
}

const weightStationary: Nest = { down: "C", across: "K", stream: "P", kept: "weights" };
const nests: Readonly<Record<string, Nest>> = {
  ws: weightStationary,
  os: { down: "P", across: "K", stream: "C", kept: "outputs" },
  is: { down: "C", across: "P", stream: "K", kept: "inputs" },
};

const several = (loop: Loop): readonly Loop[] => (loop.bound > 1 ? [loop] : []);

/** Folds are of even size. */
const share = (extent: number, size: number): number => Math.ceil(extent / Math.ceil(extent / size));
