/** The chip's mappings are legal and its passes cost what they cost on paper. */
import { describe, expect, test } from "vitest";
import published from "../../accelerators/validation/eyeriss.json" with { type: "json" };
import { eyerissChip, eyerissLayer, eyerissMapping, sharedBytes } from "../../accelerators/validation/eyeriss-chip.ts";
import { mappingFaults } from "../../mapping/check.ts";
import { countAccesses } from "../../mapping/count.ts";
import { evaluate } from "../../mapping/evaluate.ts";
import { map } from "../../mapping/mapper.ts";
import { mapExactly } from "../../mapping/exact/map.ts";
import { architectureFaults } from "../../mapping/validate.ts";
import { contraction } from "../support/small-machine.ts";

const chip = eyerissChip();

test("is a machine without faults, of 12 × 14 processing elements", () => {
  expect(architectureFaults(chip)).toEqual([]);
});

describe.each(published.layers)("$name", ({ shape, mapping: parameters }) => {
  const layer = eyerissLayer(shape, published.batch);
  const mapping = eyerissMapping(layer, parameters);
  test("the mapping is legal, and inputs and sums share the buffer's 100 KiB", () => {
    expect(mappingFaults(layer, chip, mapping)).toEqual([]);
    const { transfers } = countAccesses(layer, chip, mapping);
    const tileOf = (tensor: string): number =>
      transfers.find(each => each.tensor === tensor && each.parent === 0)!.tile;
    expect(2 * (tileOf("inputs") + tileOf("outputs"))).toBeLessThanOrEqual(sharedBytes);
  });
});

test("conv2: 1536 passes of 16 filters on 2 channels, 4320 steps each", () => {
  const { shape, mapping } = published.layers[1]!;
  const layer = eyerissLayer(shape, published.batch);
  // Passes: 4 images · 256 / 16 filters · 48 / 2 channels. Steps: 16 · 2 · 5 taps · 27 columns.
  // Weights: 16 · 2 · 25 at 4 a cycle, 200; meanwhile the first windows of 31 rows, 2 · 5 each, one a cycle, 310;
  // afterwards the last sums, 16 filters of 27 rows at 4 a cycle, 108.
  expect(evaluate(layer, chip, eyerissMapping(layer, mapping)).latency).toBe(1536 * (4320 + 310 + 108));
});

test("conv3 waits for its sums: 64 maps of 13 × 13, 4 images, at 4 a cycle, take longer than the products", () => {
  const { shape, mapping } = published.layers[2]!;
  const layer = eyerissLayer(shape, published.batch);
  const { latency, bound } = evaluate(layer, chip, eyerissMapping(layer, mapping));
  // 384 passes. Sums out: 64 · 169 · 4 / 4, against 16 · 4 · 3 · 13 · 4 = 9984 steps. Weights: 64 · 4 · 9 / 4; last sums: 64 · 13 / 4.
  expect([latency, bound]).toEqual([384 * (64 * 169 + 576 + 208), "sum banks"]);
});

test("the exact mapper does not claim a proof for a machine of passes", () => {
  const layer = contraction({ K: 4, C: 2, P: 4, Q: 4, R: 3, S: 3 });
  const [exact, plain] = [mapExactly(layer, chip), map(layer, chip)];
  if (!exact.feasible || !plain.feasible) throw new Error("a small convolution must fit");
  expect(exact.search.exact).toBe(false);
  expect(exact.front).toEqual(plain.front);
});
