import { describe, expect, test } from "vitest";
import { buildAccelerator, targetNamed, targets } from "../../accelerators/targets.ts";
import { gridOf } from "../../accelerators/templates/nvdla.ts";
import { peCount } from "../../mapping/architecture.ts";
import { map } from "../../mapping/mapper.ts";
import { architectureFaults } from "../../mapping/validate.ts";
import { contraction } from "../support/small-machine.ts";

/** NVDLA primer (nvdla/doc): multipliers, mm² at 28 nm; and the model's error that docs/cost-model.md states, in percent. */
const published = [
  { target: "npu-32", squareMm: 0.85, errorPercent: 3 },
  { target: "npu-64", squareMm: 0.91, errorPercent: 3 },
  { target: "npu-128", squareMm: 1.4, errorPercent: 10 },
  { target: "npu-256", squareMm: 1.7, errorPercent: 3 },
  { target: "npu-512", squareMm: 2.3, errorPercent: -7 },
  { target: "npu-1024", squareMm: 3.0, errorPercent: -1 },
  { target: "npu-2048", squareMm: 5.5, errorPercent: 1 },
] as const;

test.each(published)(
  "$target: area within 20 % of the published $squareMm mm²",
  ({ target, squareMm, errorPercent }) => {
    const { area } = buildAccelerator(targetNamed(target)!);
    const error = 100 * (area.total / squareMm - 1);
    expect(Math.abs(error)).toBeLessThan(20);
    expect(Math.round(error)).toBe(errorPercent);
    expect(area.low).toBeLessThan(squareMm);
    expect(area.high).toBeGreaterThan(squareMm);
    expect(area.breakdown.reduce((total, part) => total + part.area, 0)).toBeCloseTo(area.total, 12);
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
