import { describe, expect, test } from "vitest";
import {
  type BoostedTrees,
  fitBoostedTrees,
  predictBoosted,
} from "../../../explore/predictors/boosted-trees/boosted-trees.ts";
import type { Tree } from "../../../explore/predictors/boosted-trees/tree.ts";
import { explain } from "../../../explore/predictors/boosted-trees/tree-shap.ts";
import { choiceShares } from "../../../explore/predictors/choice-shares.ts";
import type { DesignSpace } from "../../../explore/space/design-space.ts";
import { randomStream } from "../../../support/random.ts";

/** What the trees predict where only the players in `known` are told: splits of the others are averaged by cover. */
const worth = (
  { base, trees }: BoostedTrees,
  row: Float64Array,
  playerOf: readonly number[],
  known: number,
): number => {
  const walk = (tree: Tree, node: number): number => {
    const [left, right] = [tree.left[node]!, tree.right[node]!];
    if (left < 0) return tree.value[node]!;
    const feature = tree.feature[node]!;
    if ((known >> playerOf[feature]!) & 1) return walk(tree, row[feature]! <= tree.threshold[node]! ? left : right);
    return (tree.cover[left]! * walk(tree, left) + tree.cover[right]! * walk(tree, right)) / tree.cover[node]!;
  };
  return trees.reduce((sum, tree) => sum + walk(tree, 0), base);
};

/** Shapley's formula over all subsets. */
const byHand = (trees: BoostedTrees, row: Float64Array, players: number, playerOf: readonly number[]) => {
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  const sizeOf = (set: number): number => set.toString(2).replaceAll("0", "").length;
  return Array.from({ length: players }, (_, player) => {
    let share = 0;
    for (let set = 0; set < 1 << players; set++) {
      if ((set >> player) & 1) continue;
      const weight = (factorial(sizeOf(set)) * factorial(players - sizeOf(set) - 1)) / factorial(players);
      share += weight * (worth(trees, row, playerOf, set | (1 << player)) - worth(trees, row, playerOf, set));
    }
    return share;
  });
};

describe("exact Shapley values of trees", () => {
  test("of one split are half the step, by hand", () => {
    const rows = [1, 2].map(x => Float64Array.of(x, 0));
    const settings = {
      trees: 1,
      leavesAtMost: 2,
      samplesPerLeaf: 1,
      shrinkage: 0,
      rate: 1,
      columnPart: 1,
      samplePart: 1,
    };
    const { base, shares } = explain(fitBoostedTrees(rows, [0, 10], settings), rows[1]!, 2, [0, 1]);
    expect(base).toBe(5);
    expect([...shares]).toEqual([5, 0]);
  });

  test("equal Shapley's formula over all subsets, and add up to the prediction", () => {
    for (let seed = 1; seed <= 30; seed++) {
      const random = randomStream(seed);
      const width = random.integer(1, 7);
      // Up to two columns per player, as one-hot columns share their choice.
      const playerOf = Array.from({ length: width }, (_, i) => i >> (seed % 2));
      const players = 1 + playerOf.at(-1)!;
      const rows = Array.from({ length: 40 }, () => Float64Array.from({ length: width }, () => random.integer(0, 3)));
      const targets = rows.map(row => row.reduce((sum, x, i) => sum + x * row[(i + 1) % width]!, random.normal()));
      const settings = {
        trees: 3,
        leavesAtMost: 9,
        samplesPerLeaf: 1,
        shrinkage: 1,
        rate: 0.5,
        columnPart: 1,
        samplePart: 1,
      };
      const trees = fitBoostedTrees(rows, targets, settings);
      for (const row of rows.slice(0, 5)) {
        const { base, shares } = explain(trees, row, players, playerOf);
        const expected = byHand(trees, row, players, playerOf);
        for (const [player, share] of shares.entries()) expect(share).toBeCloseTo(expected[player]!, 9);
        expect(base).toBeCloseTo(worth(trees, row, playerOf, 0), 9);
        expect(base + shares.reduce((a, b) => a + b, 0)).toBeCloseTo(predictBoosted(trees, row), 9);
      }
    }
  });

  test("say which choice matters", () => {
    const space: DesignSpace = {
      choices: [
        { kind: "categorical", name: "template", values: ["a", "b", "c"] },
        { kind: "ordinal", name: "bits", values: [2, 4, 8] },
        { kind: "real", name: "idle", low: 0, high: 1 },
      ],
      constraints: [],
      canonical: encoding => encoding,
    };
    const random = randomStream(1);
    const designs = Array.from({ length: 200 }, () => [random.integer(0, 2), random.integer(0, 2), random.uniform()]);
    const shares = choiceShares(
      space,
      designs,
      designs.map(([template, bits]) => (template === 1 ? 100 : 0) + bits!),
    );
    expect(shares.map(each => each.choice)).toEqual(["template", "bits", "idle"]);
    // 100 for a third of the designs: |share| is 2/3 · 100 for them and 1/3 · 100 for the others.
    expect(shares[0]!.share).toBeGreaterThan(40);
    expect(shares[0]!.share).toBeLessThan(49);
    expect(shares[2]!.share).toBeLessThan(1);
  });
});
