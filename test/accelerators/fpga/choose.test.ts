import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { choose, type ChoiceProblem } from "../../../accelerators/fpga/folding/choose.ts";

/** Every choice there is. */
const bruteForce = ({ items, budgets, base, goals }: ChoiceProblem): number => {
  let best = Infinity;
  const visit = (i: number, totals: readonly number[]): void => {
    const options = items[i];
    if (options === undefined) {
      if (totals.some((total, d) => total > (budgets[d] ?? 0))) return;
      best = Math.min(
        best,
        goals.reduce((product, d) => product * (totals[d] ?? 0), 1),
      );
      return;
    }
    for (const { vector } of options)
      visit(
        i + 1,
        totals.map((total, d) => total + (vector[d] ?? 0)),
      );
  };
  visit(0, base);
  return best;
};

const problems = fc
  .record({
    entries: fc.integer({ min: 1, max: 4 }),
    items: fc.integer({ min: 1, max: 5 }),
    seed: fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 120, maxLength: 120 }),
    tightness: fc.integer({ min: 20, max: 110 }),
    goals: fc.integer({ min: 0, max: 2 }),
  })
  .map(({ entries, items, seed, tightness, goals }): ChoiceProblem => {
    let next = 0;
    const draw = (): number => seed[next++ % seed.length] ?? 0;
    const made = Array.from({ length: items }, () =>
      Array.from({ length: 1 + (draw() % 5) }, () => ({ vector: Array.from({ length: entries }, draw) })),
    );
    const budgets = Array.from({ length: entries }, (_, d) => Math.round(((items * 10 + d) * tightness) / 100));
    const base = Array.from({ length: entries }, () => 1 + (draw() % 3));
    return { items: made, budgets, base, goals: Array.from({ length: Math.min(goals, entries) }, (_, g) => g) };
  });

describe("one option of each item within budgets", () => {
  test("is the best of all choices", () => {
    fc.assert(
      fc.property(problems, problem => {
        const { picks, product, exact } = choose(problem);
        const best = bruteForce(problem);
        expect(exact).toBe(true);
        expect(picks === undefined).toBe(best === Infinity);
        expect(product).toBe(best);
      }),
      { numRuns: 400, seed: 8 },
    );
  });

  test("takes what its picks say", () => {
    const items = [
      [{ vector: [5, 1] }, { vector: [1, 5] }],
      [{ vector: [4, 1] }, { vector: [2, 2] }],
    ];
    // By hand: 5+4 × 1+1 = 18, 5+2 × 1+2 = 21, 1+4 × 5+1 = 30, 1+2 × 5+2 = 21.
    const choice = choose({ items, budgets: [Infinity, Infinity], base: [0, 0], goals: [0, 1] });
    expect(choice.picks).toEqual([0, 0]);
    expect(choice.product).toBe(18);
  });

  test("is none where only a better one than possible is of use", () => {
    const items = [[{ vector: [5] }, { vector: [3] }]];
    expect(choose({ items, budgets: [9], base: [0], goals: [0], below: 3 }).picks).toBeUndefined();
    expect(choose({ items, budgets: [9], base: [0], goals: [0], below: 4 }).picks).toEqual([1]);
  });
});
