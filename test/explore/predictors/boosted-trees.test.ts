import { describe, expect, test } from "vitest";
import {
  boostedTrees,
  fitBoostedTrees,
  predictBoosted,
} from "../../../explore/predictors/boosted-trees/boosted-trees.ts";
import { randomStream } from "../../../support/random.ts";

const plain = { trees: 1, leavesAtMost: 2, samplesPerLeaf: 1, shrinkage: 0, rate: 1, columnPart: 1, samplePart: 1 };

describe("boosted trees", () => {
  test("split where squares fall most, by hand", () => {
    // Means 1 and 10 left and right of 2.5; any other threshold leaves more.
    const rows = [1, 2, 3, 4].map(x => Float64Array.of(0, x));
    const { base, trees } = fitBoostedTrees(rows, [0, 2, 9, 11], plain);
    expect(base).toBe(5.5);
    expect(trees).toEqual([
      {
        feature: [1, -1, -1],
        threshold: [2.5, 0, 0],
        left: [1, -1, -1],
        right: [2, -1, -1],
        value: [0, -4.5, 4.5],
        cover: [4, 2, 2],
      },
    ]);
  });

  test("grow the best leaf first and stop where nothing is gained", () => {
    const rows = [1, 2, 3, 4].map(x => Float64Array.of(x));
    const three = fitBoostedTrees(rows, [0, 2, 9, 19], { ...plain, leavesAtMost: 3 });
    expect(three.trees[0]?.threshold).toEqual([3.5, 2.5, 0, 0, 0]);
    const constant = fitBoostedTrees(rows, [7, 7, 7, 7], { ...plain, leavesAtMost: 9 });
    expect(constant.trees[0]?.feature).toEqual([-1]);
    expect(predictBoosted(constant, Float64Array.of(2))).toBe(7);
  });

  test("draw small leaves to nothing, and take part of each tree", () => {
    const rows = [1, 2].map(x => Float64Array.of(x));
    const { trees } = fitBoostedTrees(rows, [-1, 1], { ...plain, shrinkage: 1, rate: 0.5 });
    expect(trees[0]?.value).toEqual([0, -0.25, 0.25]); // 0.5 · ±1 / (1 + 1)
  });

  test("learn an interaction that no sum of columns holds", () => {
    const random = randomStream(1);
    const rows = Array.from({ length: 500 }, () => Float64Array.from({ length: 6 }, () => random.integer(0, 1)));
    const targets = rows.map(([a = NaN, b = NaN]) => (a === b ? 1 : 0));
    const predictor = boostedTrees.fit(rows, targets);
    for (const [i, row] of rows.entries()) expect(Math.abs(predictor.mean(row) - targets[i]!)).toBeLessThan(0.2);
  });

  test("keep thousands of distinct values apart in 63 bins of equal counts", () => {
    const rows = Array.from({ length: 3000 }, (_, i) => Float64Array.of(i));
    const targets = rows.map((_, i) => (i < 1500 ? 0 : 1));
    const { trees } = fitBoostedTrees(rows, targets, plain);
    expect(Math.abs(trees[0]!.threshold[0]! - 1499.5)).toBeLessThan(3000 / 63);
  });

  test("are the same for the same samples, and are restored from their state", () => {
    const random = randomStream(7);
    const rows = Array.from({ length: 80 }, () => Float64Array.from({ length: 5 }, () => random.normal()));
    const targets = rows.map(row => row[0]! * row[1]! + row[2]!);
    const [one, two] = [boostedTrees.fit(rows, targets), boostedTrees.fit(rows, targets)];
    const bytes = JSON.stringify(one.state());
    expect(JSON.stringify(two.state())).toBe(bytes);
    expect(boostedTrees.restore(JSON.parse(bytes) as never).mean(rows[3]!)).toEqual(one.mean(rows[3]!));
  });

  test("refuse NaN", () => {
    expect(() => boostedTrees.fit([Float64Array.of(NaN), Float64Array.of(1)], [1, 2])).toThrow(/row 0/);
  });
});
