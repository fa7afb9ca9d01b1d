import { describe, expect, test } from "vitest";
import { buildAccelerator, targetNamed, targets } from "../../accelerators/targets.ts";
import { gridOf } from "../../accelerators/templates/nvdla.ts";
import { peCount } from "../../mapping/architecture.ts";
import { map } from "../../mapping/mapper.ts";
import { architectureFaults } from "../../mapping/validate.ts";
import { macsOf, type Workload, workloadKey } from "../../mapping/workload.ts";
import { CompileError } from "../../support/diagnostic.ts";
import { resnet50 } from "../support/resnet50.ts";
import { contraction } from "../support/small-machine.ts";

/**
 * NVDLA primer (nvdla/doc): mm² at 28 nm, frames per second of ResNet-50 at 1 GHz; and the model's errors in percent, which
 * docs/cost-model.md states.
 */
const published = [
  { target: "npu-32", squareMm: 0.85, areaError: 6, framesPerSecond: 3.6, rateError: 57 },
  { target: "npu-64", squareMm: 0.91, areaError: 5, framesPerSecond: 7.3, rateError: 53 },
  { target: "npu-128", squareMm: 1.4, areaError: 10, framesPerSecond: 20, rateError: 11 },
  { target: "npu-256", squareMm: 1.7, areaError: 5, framesPerSecond: 46, rateError: 7 },
  { target: "npu-512", squareMm: 2.3, areaError: -5, framesPerSecond: 93, rateError: -6 },
  { target: "npu-1024", squareMm: 3.0, areaError: 3, framesPerSecond: 153, rateError: -2 },
  { target: "npu-2048", squareMm: 5.5, areaError: 4, framesPerSecond: 269, rateError: -22 },
] as const;

test.each(published)("$target: area within 20 % of the published $squareMm mm²", ({ target, squareMm, areaError }) => {
  const { area } = buildAccelerator(targetNamed(target)!);
  const error = 100 * (area.total / squareMm - 1);
  expect(Math.abs(error)).toBeLessThan(20);
  expect(Math.round(error) + 0).toBe(areaError);
  expect(area.low).toBeLessThan(squareMm);
  expect(area.high).toBeGreaterThan(squareMm);
  expect(area.breakdown.reduce((total, part) => total + part.area, 0)).toBeCloseTo(area.total, 12);
});

/** NVDLA primer (nvdla/doc): mm² at 16 nm; with the parameters fitted at 28 nm. */
test.each([
  ["npu-32", 0.51],
  ["npu-64", 0.55],
  ["npu-128", 0.84],
  ["npu-256", 1.0],
  ["npu-512", 1.4],
  ["npu-1024", 1.8],
  ["npu-2048", 3.3],
] as const)("%s at 16 nm: area within 20 %% of the published %d mm²", (target, squareMm) => {
  const { area } = buildAccelerator({ ...targetNamed(target)!, technology: "16nm" });
  expect(Math.abs(area.total / squareMm - 1)).toBeLessThan(0.2);
  expect([area.low < squareMm, area.high > squareMm]).toEqual([true, true]);
});

test("ResNet-50 has 3.858 G MACs", () => {
  const macs = resnet50.filter(each => each.kind === "contraction").reduce((total, each) => total + macsOf(each), 0);
  expect(macs).toBe(3_857_973_248);
});

test.each(published)(
  "$target: $framesPerSecond frames of ResNet-50 per second",
  ({ target, framesPerSecond, rateError }) => {
    const { architecture } = buildAccelerator(targetNamed(target)!);
    const latencies = new Map<string, number>();
    const latencyOf = (workload: Workload): number => {
      const result = map(workload, architecture);
      if (!result.feasible) throw new Error("every layer of ResNet-50 must fit");
      return result.front[0]!.cost.latency;
    };
    const cycles = resnet50.reduce((total, workload) => {
      const key = workloadKey(workload);
      if (!latencies.has(key)) latencies.set(key, latencyOf(workload));
      return total + latencies.get(key)!;
    }, 0);
    expect(Math.round(100 * (architecture.clock / cycles / framesPerSecond - 1)) + 0).toBe(rateError);
  },
);

test.each([
  { pes: 32, channels: 8, filters: 4 },
  { pes: 64, channels: 8, filters: 8 },
  { pes: 96, channels: 12, filters: 8 },
  { pes: 512, channels: 32, filters: 16 },
  { pes: 2048, channels: 64, filters: 32 },
])("$pes multipliers are $channels channels of $filters filters", ({ pes, channels, filters }) => {
  expect(gridOf(pes)).toEqual({ channels, filters });
});

describe.each(targets)("$name", target => {
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
