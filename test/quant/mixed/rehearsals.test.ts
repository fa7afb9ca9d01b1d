import { expect, test } from "vitest";
import type { WidthChoice } from "../../../quant/mixed/choice.ts";
import { cheapestReaching } from "../../../quant/mixed/rehearsals.ts";

/** Networks by what they cost; each costs a tenth of the noise of the one a step cheaper, and `factor` is what the sum of parts misjudges. */
const networks = (factor: number) => {
  const choices: readonly WidthChoice[] = [1, 2, 3, 4, 5].map(cost => ({
    widths: new Map([["w", cost]]),
    cost,
    noise: 10 ** -cost,
    greedyGap: undefined,
  }));
  const run: number[] = [];
  return {
    run,
    rehearsals: {
      cheapest: (budget: number) => choices.find(({ noise }) => noise <= budget),
      rehearse: (choice: WidthChoice) => {
        run.push(choice.cost);
        return Promise.resolve({ choice, sqnrDb: -10 * Math.log10(choice.noise * factor), noise: NaN });
      },
      leastNoise: 1e-5,
    },
  };
};

test.each([
  { factor: 1, cost: 3 },
  { factor: 0.09, cost: 2 },
  { factor: 12, cost: 4 },
])(
  "by hand: 25 dB take 3 steps of 10 dB; 2 where the whole is 0.09 of its parts, 4 where it is 12 times them",
  async ({ factor, cost }) => {
    const { rehearsals, run } = networks(factor);
    const found = await cheapestReaching(rehearsals, 25);
    expect(found?.choice.cost).toBe(cost);
    expect(new Set(run).size).toBe(run.length);
  },
);

test("where even the least noise misses the limit, that is the choice, and nothing cheaper is run", async () => {
  const { rehearsals, run } = networks(1);
  const found = await cheapestReaching(rehearsals, 60);
  expect(found?.choice.cost).toBe(5);
  expect(found?.sqnrDb).toBeCloseTo(50, 9);
  expect(run).toEqual([5]);
});

test("any network will do where nothing is asked, and where there is none there is none", async () => {
  const { rehearsals } = networks(1);
  expect((await cheapestReaching(rehearsals, -Infinity))?.choice.cost).toBe(1);
  expect(await cheapestReaching({ ...rehearsals, cheapest: () => undefined }, 25)).toBeUndefined();
});
