import { describe, expect, test } from "vitest";
import { buildAccelerator, targetNamed, targets } from "../../accelerators/targets.ts";
import { gridOf } from "../../accelerators/templates/nvdla.ts";
import published from "../../accelerators/validation/nvdla.json" with { type: "json" };
import { resnet50 } from "../../accelerators/validation/resnet50.ts";
import { peCount } from "../../mapping/architecture.ts";
import { map } from "../../mapping/mapper.ts";
import { architectureFaults } from "../../mapping/validate.ts";
import { macsOf } from "../../mapping/workload.ts";
import { CompileError } from "../../support/diagnostic.ts";
import { contraction } from "../support/small-machine.ts";

/** How far off the values are is in the validation of that name; their bands must hold the published ones. */
describe.each(published.configurations)("$target", ({ target, areaMm2At28nm, areaMm2At16nm }) => {
  test.each([
    ["28nm", areaMm2At28nm],
    ["16nm", areaMm2At16nm],
  ] as const)("at %s the band of the area holds the published %d mm²", (technology, squareMm) => {
    const { area } = buildAccelerator({ ...targetNamed(target)!, technology });
    expect(area.low).toBeLessThan(squareMm);
    expect(area.high).toBeGreaterThan(squareMm);
    expect(area.breakdown.reduce((total, part) => total + part.area, 0)).toBeCloseTo(area.total, 12);
  });
});

test("ResNet-50 has 3.858 G MACs", () => {
  const macs = resnet50.filter(each => each.kind === "contraction").reduce((total, each) => total + macsOf(each), 0);
  expect(macs).toBe(3_857_973_248);
});

/** nvdla/hw, spec/defs: MAC_ATOMIC_C_SIZE × MAC_ATOMIC_K_SIZE and SDP_BS_THROUGHPUT, of four operations each. */
test.each([
  { name: "nv_small", target: "npu-64", channels: 8, filters: 8, elements: 1 },
  { name: "nv_small_256", target: "npu-256", channels: 32, filters: 8, elements: 1 },
  { name: "nv_medium_512", target: "npu-512", channels: 32, filters: 16, elements: 2 },
  { name: "nv_medium_1024_full", target: "npu-1024", channels: 64, filters: 16, elements: 4 },
  { name: "nv_large", target: "npu-2048", channels: 64, filters: 32, elements: 16 },
])("$target has the grid and the SDP of $name", ({ target, channels, filters, elements }) => {
  const { architecture } = buildAccelerator(targetNamed(target)!);
  expect(gridOf(channels * filters)).toEqual({ channels, filters });
  expect(peCount(architecture)).toBe(channels * filters);
  expect(architecture.vectorUnit.lanes).toBe(4 * elements);
});

test.each([
  { pes: 32, channels: 8, filters: 4 },
  { pes: 64, channels: 8, filters: 8 },
  { pes: 96, channels: 12, filters: 8 },
  { pes: 512, channels: 32, filters: 16 },
  { pes: 2048, channels: 64, filters: 32 },
])("$pes multipliers are $channels channels of $filters filters", ({ pes, channels, filters }) => {
  expect(gridOf(pes)).toEqual({ channels, filters });
});

describe.each(targets.filter(({ template }) => template === "nvdla"))("$name", target => {
  const { architecture } = buildAccelerator(target);
  test("is a machine without faults and with its PEs", () => {
    expect(architectureFaults(architecture)).toEqual([]);
    expect(peCount(architecture)).toBe(target.settings.pes);
  });
  test("fills its array with a layer that has enough channels", () => {
    const bits = { weights: 8, inputs: 8, outputs: 8, partialSums: 32 };
    const result = map(contraction({ K: 64, C: 64, P: 64, Q: 64, R: 3, S: 3 }, { bits }), architecture);
    if (!result.feasible) throw new Error("a plain convolution must fit");
    expect(result.front[0]!.cost.utilization).toBeGreaterThan(0.7);
  });
});

test("area grows with every resource", () => {
  const design = targetNamed("npu-256")!;
  const areaWith = (settings: Record<string, number>): number =>
    buildAccelerator({ ...design, settings: { ...design.settings, ...settings } }).area.total;
  const sizes = [64, 96, 128, 256, 512, 992, 2048, 4096];
  const byPes = sizes.map(pes => areaWith({ pes }));
  const byBuffer = [16, 32, 64, 128, 256, 1024].map(kib => areaWith({ buffer: kib * 1024 }));
  for (const areas of [byPes, byBuffer])
    for (const [i, area] of areas.slice(1).entries()) expect(area).toBeGreaterThan(areas[i]!);
});

test("settings that the template does not know or allow are all named", () => {
  const design = { ...targetNamed("npu-64")!, settings: { pes: 0, buffer: Number.NaN, banks: 4 } };
  const codes = (): string[] => {
    try {
      buildAccelerator(design);
      return [];
    } catch (error) {
      return error instanceof CompileError ? error.diagnostics.map(({ code }) => code) : [String(error)];
    }
  };
  expect(codes()).toEqual(["TEMPLATE_SETTING_RANGE", "TEMPLATE_SETTING_RANGE", "TEMPLATE_UNKNOWN_SETTING"]);
});
