import { describe, expect, test } from "vitest";
import { searchSpace } from "../../../explore/search-space.ts";
import type { DesignSpace, Encoding } from "../../../explore/space/design-space.ts";
import { acquisitions } from "../../../explore/strategies/acquisition/index.ts";
import { bayes } from "../../../explore/strategies/bayes.ts";
import { drawWeights, scalarScores } from "../../../explore/strategies/bayes/scalarize.ts";
import { nsga2 } from "../../../explore/strategies/nsga2.ts";
import type { MeasuredOutcome, Outcome, StrategyDefinition } from "../../../explore/strategies/strategy.ts";
import type { AcquisitionName } from "../../../explore/spec/tables/search.ts";
import { randomStream } from "../../../support/random.ts";

const plane: DesignSpace = {
  choices: [
    { kind: "real", name: "x", low: -5, high: 10 },
    { kind: "real", name: "y", low: 0, high: 15 },
  ],
  constraints: [],
  canonical: encoding => encoding,
};

/** Branin's function; its least value is 0.397887 (Dixon and Szegő 1978). */
const branin = ([x = NaN, y = NaN]: Encoding): number =>
  (y - (5.1 / (4 * Math.PI ** 2)) * x * x + (5 / Math.PI) * x - 6) ** 2 +
  10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) +
  10;

const measured = (
  encoding: Encoding,
  scores: readonly number[],
  violations: readonly number[] = [],
): MeasuredOutcome => ({
  kind: "measured",
  encoding,
  scores,
  violations,
});

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

describe("bayes", () => {
  const names = Object.keys(acquisitions) as AcquisitionName[];
  test.each(names)("finds Branin's least value within 40 evaluations by %s", acquisition => {
    const regrets = [1, 2, 3, 4, 5].map(seed => {
      const problem = { space: plane, objectives: 1, limits: 0, seed, acquisition };
      const search = searchSpace(bayes.create(problem), 40, encoding => measured(encoding, [branin(encoding)]));
      return Math.min(...search.archive.front().map(({ scores }) => scores[0]!)) - 0.397887;
    });
    // What the knowledge gradient and noisy improvement learn about need not be evaluated itself.
    const isGreedy = acquisition === "expected_improvement" || acquisition === "entropy_search";
    expect(median(regrets)).toBeLessThan(isGreedy ? 0.01 : 0.1);
  });

  test("keeps to a limit that it learns", () => {
    // The least x + y with x·y ≥ 30 lies at x = y = √30, where 2√30 ≈ 10.954.
    const evaluate = (encoding: Encoding): Outcome => {
      const [x = NaN, y = NaN] = encoding;
      return measured(encoding, [x + y], [Math.max(0, (30 - x * y) / 30)]);
    };
    const { archive } = searchSpace(bayes.create({ space: plane, objectives: 1, limits: 1, seed: 1 }), 60, evaluate);
    expect(archive.front()[0]!.scores[0]!).toBeLessThan(11.3);
  });

  test("finds more of a front than NSGA-II in as many evaluations", () => {
    const evaluate = (encoding: Encoding): Outcome => {
      const [x = NaN, y = NaN] = encoding;
      return measured(encoding, [x ** 2 + y ** 2, (x - 5) ** 2 + (y - 5) ** 2]);
    };
    const found = (strategy: StrategyDefinition): number =>
      searchSpace(
        strategy.create({ space: plane, objectives: 2, limits: 0, seed: 1 }),
        100,
        evaluate,
      ).archive.hypervolume([60, 60]).value;
    expect(found(bayes)).toBeGreaterThan(found(nsga2));
  });
});

describe("several objectives as one", () => {
  test("are the worst weighted rank and a part of all, by hand", () => {
    const outcomes = [
      [1, 100],
      [2, 10],
      [3, 50],
    ].map(scores => measured([], scores));
    // Ranks 0, ½, 1 and 1, 0, ½.
    const expected = [0.75 + 0.05 * 0.75, 0.125 + 0.05 * 0.125, 0.375 + 0.05 * 0.625];
    for (const [i, score] of scalarScores(outcomes, [0.25, 0.75]).entries())
      expect(score).toBeCloseTo(expected[i]!, 12);
    expect(
      scalarScores(
        outcomes.map(({ scores }) => measured([], [scores[1]!])),
        [1],
      ),
    ).toEqual([100, 10, 50]);
  });

  test("are weighed by any weights, each as often as another", () => {
    const random = randomStream(1);
    const drawn = Array.from({ length: 2000 }, () => drawWeights(3, random));
    for (const weights of drawn) expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    // Uniform on the triangle: P(first > ½) = ¼.
    expect(drawn.filter(([first = 0]) => first > 0.5).length / drawn.length).toBeCloseTo(0.25, 1);
  });
});
