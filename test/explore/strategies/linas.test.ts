import { describe, expect, test } from "vitest";
import { searchSpace } from "../../../explore/search-space.ts";
import type { DesignSpace, Encoding } from "../../../explore/space/design-space.ts";
import { linas } from "../../../explore/strategies/linas.ts";
import { nsga2 } from "../../../explore/strategies/nsga2.ts";
import type { Outcome, StrategyDefinition } from "../../../explore/strategies/strategy.ts";
import { learnOutcomes } from "../../../explore/strategies/surrogate/outcome-model.ts";
import { trainingSet } from "../../../explore/strategies/surrogate/training-set.ts";
import { randomStream } from "../../../support/random.ts";

/** ZDT1 (Zitzler, Deb and Thiele, Evolutionary Computation 2000) of 10 variables. */
const space: DesignSpace = {
  choices: Array.from({ length: 10 }, (_, i) => ({ kind: "real", name: `x${i}`, low: 0, high: 1 })),
  constraints: [],
  canonical: encoding => encoding,
};
const zdt1 = (encoding: Encoding): Outcome => {
  const [first = NaN, ...rest] = encoding;
  const g = 1 + (9 / rest.length) * rest.reduce((a, b) => a + b, 0);
  return { kind: "measured", encoding, scores: [first, g * (1 - Math.sqrt(first / g))], violations: [] };
};

describe("linas", () => {
  test("finds within 300 evaluations of ZDT1 what NSGA-II does not find in 1000", () => {
    const found = (strategy: StrategyDefinition, budget: number): number =>
      searchSpace(strategy.create({ space, objectives: 2, limits: 0, seed: 1 }), budget, zdt1).archive.hypervolume([
        1.1, 1.1,
      ]).value;
    expect(found(linas, 300)).toBeGreaterThan(found(nsga2, 1000));
  });

  test("has each network once in a batch where accuracy alone counts, and any machines where more does", () => {
    const ordinal = (name: string, count: number) => ({
      kind: "ordinal" as const,
      name,
      values: Array.from({ length: count }, (_, i) => i),
    });
    const apart: DesignSpace = {
      choices: [ordinal("width", 20), ordinal("depth", 20), ordinal("pes", 30)],
      networkChoices: 2,
      constraints: [],
      canonical: encoding => encoding,
    };
    const networksIn = (scoresOf: (encoding: Encoding) => readonly number[]): number => {
      const strategy = linas.create({ space: apart, objectives: 1, limits: 0, seed: 1 });
      strategy.tell(
        strategy.ask().map(encoding => ({ kind: "measured", encoding, scores: scoresOf(encoding), violations: [] })),
      );
      return new Set(strategy.ask().map(encoding => encoding.slice(0, 2).join())).size;
    };
    expect(networksIn(([width = 0, depth = 0]) => [-width - depth])).toBe(20);
    expect(networksIn(([width = 0, depth = 0, pes = 0]) => [pes / 10 - width - depth])).toBeLessThan(20);
  });

  test("learns where limits are met, and what can't be built", () => {
    const random = randomStream(1);
    const evaluate = (encoding: Encoding): Outcome => {
      const [x = NaN, y = NaN] = encoding;
      if (y > 0.8) return { kind: "impossible", encoding, reason: "too high" };
      if (x > 0.9) return { kind: "pruned", encoding, violations: [x - 0.5] };
      return { kind: "measured", encoding, scores: [x + y], violations: [Math.max(0, x - 0.5)] };
    };
    const draw = (): Encoding => Array.from({ length: 10 }, () => random.uniform());
    const outcomes = Array.from({ length: 200 }, () => evaluate(draw()));
    const model = learnOutcomes({ space, objectives: 1, limits: 1, seed: 1 }, outcomes);
    const others = Array.from({ length: 200 }, draw).filter(
      ([x = 0, y = 0]) => Math.abs(x - 0.5) > 0.1 && Math.abs(y - 0.8) > 0.1,
    );
    const right = others.filter(encoding => {
      const [limit = NaN, impossible = NaN] = model.predict(encoding).violations;
      return limit > 0 === encoding[0]! > 0.5 && impossible > 0 === encoding[1]! > 0.8;
    });
    expect(right.length / others.length).toBeGreaterThan(0.9);
  });

  test("learns from the best of many designs, and from some of the others", () => {
    const outcomes = Array.from({ length: 100 }, (_, i) =>
      zdt1([0, ...Array.from({ length: 9 }, () => ((i * 37) % 100) / 100)]),
    );
    const kept = trainingSet(outcomes, 20);
    const values = kept.map(({ encoding }) => encoding[1]!).toSorted((a, b) => a - b);
    expect(values.slice(0, 10)).toEqual([0, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.09]);
    expect(values.slice(10)).toEqual([0.1, 0.19, 0.28, 0.37, 0.46, 0.55, 0.64, 0.73, 0.82, 0.91]);
    expect(kept.map(each => outcomes.indexOf(each))).toEqual(
      kept.map(each => outcomes.indexOf(each)).toSorted((a, b) => a - b),
    );
    expect(trainingSet(outcomes, 100)).toBe(outcomes);
  });
});
