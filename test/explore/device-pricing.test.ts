/** Layers of mixed widths are priced on a device by the widths that it multiplies. */
import { expect, test } from "vitest";
import { gpuModel } from "../../accelerators/gpu/model.ts";
import { devicePricer } from "../../explore/precision-cost.ts";
import type { Contraction } from "../../mapping/workload.ts";

const layer = (weights: number, inputs: number): Contraction => ({
  kind: "contraction",
  bounds: { G: 1, N: 1, K: 512, C: 512, P: 56, Q: 56, R: 3, S: 3 },
  strides: [1, 1],
  dilations: [1, 1],
  bits: { weights, inputs, outputs: 16, partialSums: 32 },
  epilogue: { operationsPerOutput: 1, operands: [{ elements: 512, bits: 32 }] },
});

const { priceOf } = devicePricer(gpuModel("T4"), () => {
  throw new RangeError("a GPU maps nothing");
});

test("eight bits by eight are faster and thriftier than sixteen by sixteen; one operand of sixteen makes both so", () => {
  const [narrow, wide, mixed] = [priceOf(layer(8, 8))!, priceOf(layer(16, 16))!, priceOf(layer(8, 16))!];
  expect(narrow.latencyCycles).toBeLessThan(0.75 * wide.latencyCycles);
  expect(narrow.energyPj).toBeLessThan(0.75 * wide.energyPj);
  expect(mixed.latencyCycles).toBeGreaterThan(1.2 * narrow.latencyCycles);
  expect(narrow.trafficBits).toBeLessThan(mixed.trafficBits);
  expect(mixed.trafficBits).toBeLessThan(wide.trafficBits);
});

test("widths that the device does not multiply have no price", () => {
  expect(priceOf(layer(2, 2))).toBeUndefined();
  expect(priceOf(layer(4, 8))).toBeDefined();
});
