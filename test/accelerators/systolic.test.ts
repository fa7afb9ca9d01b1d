/** The systolic template: its folds, and all that SCALE-Sim was run on. A part of that ships as a validation. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { technologies } from "../../accelerators/technology/index.ts";
import { settingsOf } from "../../accelerators/template.ts";
import { systolic } from "../../accelerators/templates/systolic.ts";
import {
  runLikeScaleSim,
  scaleSimLayer,
  scaleSimMachine,
  scaleSimMapping,
  type ScaleSimResult,
  type ScaleSimRun,
} from "../../accelerators/validation/scale-sim.ts";
import table from "../../accelerators/validation/scale-sim.json" with { type: "json" };
import { mappingFaults } from "../../mapping/check.ts";
import { evaluate } from "../../mapping/evaluate.ts";
import { map } from "../../mapping/mapper.ts";
import { architectureFaults } from "../../mapping/validate.ts";
import { dataFolder, describeWithPath } from "../support/data.ts";
import { contraction } from "../support/small-machine.ts";

interface Published {
  readonly run: ScaleSimRun;
  readonly result: ScaleSimResult;
}

/** The complete table: one line per layer, dataflow and array. */
const completeTable = (path: string): readonly Published[] => {
  const [header = "", ...lines] = readFileSync(path, "utf8").trim().split(/\r?\n/);
  const names = header.split(",");
  return lines.map(line => {
    const fields = line.split(",");
    const field = (name: string): string => fields[names.indexOf(name)] ?? "";
    const [rows = 0, columns = 0] = field("array").split("x").map(Number);
    return {
      run: {
        dataflow: field("dataflow"),
        rows,
        columns,
        pixels: Number(field("M_ofmap_px")),
        window: Number(field("K_window")),
        filters: Number(field("N_filters")),
      },
      result: {
        macs: Number(field("macs")),
        lastCycle: Number(field("cycles")),
        // Printed with four digits.
        utilizationPercent: expect.closeTo(Number(field("util_pct")), 3) as number,
        inputReads: Number(field("sram_ifmap_reads")),
        weightReads: Number(field("sram_filter_reads")),
        outputWrites: Number(field("sram_ofmap_writes_true")),
      },
    };
  });
};

const complete = join(dataFolder, "../golden/scale-sim.csv");
describeWithPath("every layer that SCALE-Sim was run on", complete, () => {
  test.each(["ws", "os", "is"])("%s", dataflow => {
    const published = completeTable(complete).filter(({ run }) => run.dataflow === dataflow);
    expect(published).toHaveLength(160);
    expect(published.map(({ run }) => runLikeScaleSim(run))).toEqual(published.map(({ result }) => result));
  });
});

test.each(table.runs)("$topology $layer, $dataflow on $rows × $columns: the mapping is legal", run => {
  expect(mappingFaults(scaleSimLayer(run), scaleSimMachine(run), scaleSimMapping(run))).toEqual([]);
});

describe("folds", () => {
  // 8 × 8 products on 4 × 4: four folds of 100 rows. Weights move in in 4 cycles, hidden but for the first; 6 of skew.
  const run = { dataflow: "ws", rows: 4, columns: 4, pixels: 100, window: 8, filters: 8 };
  const overlapping = (given: ScaleSimRun) => {
    const settings = settingsOf(systolic, { rows: 4, columns: 4, foldOverlap: 1, dramBandwidth: 1.024e12 });
    const machine = systolic.build(settings, { technology: technologies.unit, dram: "ddr4" });
    const bandwidth = { kind: "unlimited" } as const;
    const levels = machine.levels.map(level => ({ ...level, bandwidth }));
    return evaluate(scaleSimLayer(given), { ...machine, levels }, scaleSimMapping(given));
  };
  test("that take turns pay for the way in and out each time", () => {
    expect(runLikeScaleSim(run).lastCycle + 1).toBe(4 * (100 + 2 * 4 + 4 - 2));
  });
  test("that overlap pay for it once", () => {
    expect(overlapping(run).latency).toBe(4 * 100 + 4 + 6);
  });
  test("that overlap wait for the way in where the stream is shorter", () => {
    const { latency, bound } = overlapping({ ...run, pixels: 3 });
    expect([latency, bound]).toEqual([4 * 4 + 4 + 6, "registers"]);
  });
});

test.each([1, 2, 3])("stationary %i: a machine without faults that fills with a plain convolution", stationary => {
  const settings = settingsOf(systolic, { rows: 16, columns: 16, stationary });
  const machine = systolic.build(settings, { technology: technologies["28nm"], dram: "lpddr4" });
  expect(architectureFaults(machine)).toEqual([]);
  const bits = { weights: 8, inputs: 8, outputs: 8, partialSums: 32 };
  const result = map(contraction({ K: 64, C: 64, P: 32, Q: 32, R: 3, S: 3 }, { bits }), machine);
  if (!result.feasible) throw new Error("a plain convolution must fit");
  expect(result.front[0]!.cost.utilization).toBeGreaterThan(0.7);
});

test("area of the TPU: of at most 331 mm² the matrix unit takes 24 %, 24 MiB of buffer 29 % (Jouppi et al., ISCA 2017)", () => {
  const settings = settingsOf(systolic, { rows: 256, columns: 256, buffer: 2 ** 24 });
  const { breakdown } = systolic.area(settings, { technology: technologies["28nm"], dram: "ddr4" });
  const of = (name: string): number => breakdown.find(({ part }) => part === name)!.area;
  // Within 10 %.
  expect(Math.abs((of("buffer") * 24) / 16 / (0.29 * 331) - 1)).toBeLessThan(0.1);
  expect(Math.abs(of("array") / (0.24 * 331) - 1)).toBeLessThan(0.1);
});
