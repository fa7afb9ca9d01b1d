/**
 * The systolic template against SCALE-Sim 3.0.0 (CALC mode), its folds taking turns, memory without limit: layers of AlexNet, ResNet-18
 * and ResNet-50, three dataflows, two arrays. SCALE-Sim reports the number of the last cycle, one less than their count.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { technologies } from "../../accelerators/technology/index.ts";
import { settingsOf } from "../../accelerators/template.ts";
import { systolic } from "../../accelerators/templates/systolic.ts";
import type { Architecture } from "../../mapping/architecture.ts";
import { mappingFaults } from "../../mapping/check.ts";
import { evaluate } from "../../mapping/evaluate.ts";
import { map } from "../../mapping/mapper.ts";
import type { Loop, Mapping } from "../../mapping/mapping.ts";
import { architectureFaults } from "../../mapping/validate.ts";
import { type Dimension, tensorNames } from "../../mapping/workload.ts";
import { dataFolder, describeWithPath } from "../support/data.ts";
import { contraction } from "../support/small-machine.ts";

type Row = Readonly<Record<string, string>>;

const rowsOf = (path: string): readonly Row[] => {
  const [header = "", ...lines] = readFileSync(path, "utf8").trim().split(/\r?\n/);
  const names = header.split(",");
  return lines.map(line => Object.fromEntries(line.split(",").map((field, i) => [names[i] ?? "", field])));
};
const numberIn = (row: Row, column: string): number => Number(row[column]);

const stationary = { ws: 1, os: 2, is: 3 } as const;
type DataflowName = keyof typeof stationary;

const machineFor = (dataflow: DataflowName, rows: number, columns: number, foldOverlap = 0): Architecture => {
  const settings = settingsOf(systolic, { rows, columns, stationary: stationary[dataflow], foldOverlap });
  return systolic.build(settings, { technology: technologies["28nm"], dram: "lpddr4" });
};

/** As SCALE-Sim has it: nothing waits for memory, and every layer fits. */
const unlimited = (machine: Architecture): Architecture => ({
  ...machine,
  levels: machine.levels.map((level, i) => ({
    ...level,
    ...(i < 2 ? { capacity: "unlimited" as const, bandwidth: { kind: "unlimited" as const } } : {}),
  })),
});

/** Outermost first: what lies down and across the array is cut into folds, the third dimension streams. */
const nests: Readonly<Record<DataflowName, { down: Dimension; across: Dimension; stream: Dimension }>> = {
  ws: { down: "C", across: "K", stream: "P" },
  os: { down: "P", across: "K", stream: "C" },
  is: { down: "C", across: "P", stream: "K" },
};

const mappingFor = (
  dataflow: DataflowName,
  bounds: Readonly<Record<"P" | "C" | "K", number>>,
  [rows, columns]: readonly [number, number],
): Mapping => {
  const { down, across, stream } = nests[dataflow];
  const boundOf = (dimension: Dimension): number => bounds[dimension as "P" | "C" | "K"];
  const loops = (...found: readonly Loop[]): Loop[] => found.filter(({ bound }) => bound > 1);
  const folds = (dimension: Dimension, size: number): number => Math.ceil(boundOf(dimension) / size);
  const side = (dimension: Dimension, size: number): Loop => ({
    dimension,
    bound: Math.ceil(boundOf(dimension) / folds(dimension, size)),
  });
  const streamed = { dimension: stream, bound: boundOf(stream) };
  const outer = [
    { dimension: across, bound: folds(across, columns) },
    { dimension: down, bound: folds(down, rows) },
  ];
  const kept = { ws: "weights", os: "outputs", is: "inputs" } as const;
  const idle = { x: [], y: [] };
  return {
    levels: [
      { temporal: [], spatial: idle, keeps: tensorNames },
      {
        temporal: loops(...outer, ...(dataflow === "os" ? [] : [streamed])),
        spatial: { x: loops(side(across, columns)), y: loops(side(down, rows)) },
        keeps: tensorNames,
      },
      { temporal: loops(...(dataflow === "os" ? [streamed] : [])), spatial: idle, keeps: [kept[dataflow]] },
    ],
  };
};

/** Ours, in SCALE-Sim's terms. */
const measured = (row: Row): object => {
  const dataflow = row["dataflow"] as DataflowName;
  const [rows = 0, columns = 0] = (row["array"] ?? "").split("x").map(Number);
  const bounds = { P: numberIn(row, "M_ofmap_px"), C: numberIn(row, "K_window"), K: numberIn(row, "N_filters") };
  const machine = unlimited(machineFor(dataflow, rows, columns));
  const workload = contraction(bounds);
  const mapping = mappingFor(dataflow, bounds, [rows, columns]);
  const { latency, macs, utilization, levels } = evaluate(workload, machine, mapping);
  const { weights, inputs, outputs } = levels[1]!.accesses;
  return {
    faults: mappingFaults(workload, machine, mapping),
    macs,
    cycles: latency - 1,
    utilization: (100 * utilization * latency) / (latency - 1),
    inputs: inputs?.reads,
    weights: weights?.reads,
    outputs: outputs?.updates,
  };
};

/** Theirs; utilization is printed with four digits, and with the cycles as printed. */
const published = (row: Row): object => ({
  faults: [],
  macs: numberIn(row, "macs"),
  cycles: numberIn(row, "cycles"),
  utilization: expect.closeTo(numberIn(row, "util_pct"), 3) as number,
  inputs: numberIn(row, "sram_ifmap_reads"),
  weights: numberIn(row, "sram_filter_reads"),
  outputs: numberIn(row, "sram_ofmap_writes_true"),
});

test.each(rowsOf(join(import.meta.dirname, "../golden/scale-sim.csv")))(
  "$topology $name, $dataflow on $array: cycles, utilization, reads and writes",
  row => {
    expect(measured(row)).toEqual(published(row));
  },
);

const complete = join(dataFolder, "../golden/scale-sim.csv");
describeWithPath("every layer that SCALE-Sim was run on", complete, () => {
  test.each(["ws", "os", "is"])("%s", dataflow => {
    const rows = rowsOf(complete).filter(row => row["dataflow"] === dataflow);
    expect(rows.length).toBe(160);
    expect(rows.map(measured)).toEqual(rows.map(published));
  });
});

describe("folds that overlap", () => {
  // 8 × 8 products on 4 × 4: four folds of 100 rows. Weights move in in 4 cycles, hidden but for the first; 6 of skew.
  const workload = contraction({ P: 100, C: 8, K: 8 });
  const mapping = mappingFor("ws", { P: 100, C: 8, K: 8 }, [4, 4]);
  test("pay the way in and the skew once", () => {
    const machine = unlimited(machineFor("ws", 4, 4, 1));
    expect(evaluate(workload, machine, mapping).latency).toBe(4 * 100 + 4 + 6);
  });
  test("wait for the way in where the stream is shorter", () => {
    const machine = unlimited(machineFor("ws", 4, 4, 1));
    const short = contraction({ P: 3, C: 8, K: 8 });
    const cost = evaluate(short, machine, mappingFor("ws", { P: 3, C: 8, K: 8 }, [4, 4]));
    expect([cost.latency, cost.bound]).toEqual([4 * 4 + 4 + 6, "registers"]);
  });
  test("pay all of it each time where they take turns", () => {
    const machine = unlimited(machineFor("ws", 4, 4, 0));
    expect(evaluate(workload, machine, mapping).latency).toBe(4 * (100 + 2 * 4 + 4 - 2));
  });
});

describe.each(["ws", "os", "is"] as const)("%s", dataflow => {
  const machine = machineFor(dataflow, 16, 16, 1);
  test("is a machine without faults, and fills with a plain convolution", () => {
    expect(architectureFaults(machine)).toEqual([]);
    const bits = { weights: 8, inputs: 8, outputs: 8, partialSums: 32 };
    const result = map(contraction({ K: 64, C: 64, P: 32, Q: 32, R: 3, S: 3 }, { bits }), machine);
    if (!result.feasible) throw new Error("a plain convolution must fit");
    expect(result.front[0]!.cost.utilization).toBeGreaterThan(0.7);
  });
});

test("area of the TPU: of at most 331 mm² the matrix unit takes 24 %, 24 MiB of buffer 29 % (Jouppi et al., ISCA 2017)", () => {
  const settings = settingsOf(systolic, { rows: 256, columns: 256, buffer: 2 ** 24 });
  const { breakdown } = systolic.area(settings, { technology: technologies["28nm"], dram: "ddr4" });
  const of = (name: string): number => breakdown.find(({ part }) => part === name)!.area;
  // Within 10 %.
  expect(Math.abs((of("buffer") * 24) / 16 / (0.29 * 331) - 1)).toBeLessThan(0.1);
  expect(Math.abs(of("array") / (0.24 * 331) - 1)).toBeLessThan(0.1);
});
