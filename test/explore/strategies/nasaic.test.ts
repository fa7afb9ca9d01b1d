/** NASAIC's controller: its gradient against differences, its rewards by hand, its episodes, and what it learns. */
import { describe, expect, test } from "vitest";
import {
  addGradient,
  initialParameters,
  logChance,
  policyShape,
  samplePolicy,
} from "../../../explore/strategies/nasaic/controller.ts";
import { nothingSeen, rewardOf, seenWith } from "../../../explore/strategies/nasaic/reward.ts";
import { nasaic } from "../../../explore/strategies/nasaic.ts";
import { random } from "../../../explore/strategies/random.ts";
import type { Outcome, StrategyDefinition } from "../../../explore/strategies/strategy.ts";
import type { DesignSpace, Encoding } from "../../../explore/space/design-space.ts";
import { randomStream } from "../../../support/random.ts";

describe("the controller", () => {
  const shape = policyShape([3, 2, 4]);
  const parameters = initialParameters(shape, randomStream(1)).map(each => 5 * each);

  test.each([0, 1, 2])("its gradient is that of differences, with the first %i choices given", from => {
    const walk = { chosen: [2, 0, 3], from };
    const gradient = new Float64Array(shape.count);
    addGradient(shape, parameters, walk, 1, gradient);
    const step = 1e-5;
    const differences = parameters.map((value, i) => {
      const at = (other: number): number => logChance(shape, parameters.with(i, other), walk);
      return (at(value + step) - at(value - step)) / (2 * step);
    });
    const largest = Math.max(...gradient.map((each, i) => Math.abs(each - differences[i]!)));
    expect(largest).toBeLessThan(1e-8);
    expect(Math.max(...gradient.map(Math.abs))).toBeGreaterThan(0.01);
  });

  test("chances of all walks add up to one, and walks come as often as their chance says", () => {
    const stream = randomStream(3);
    const small = policyShape([2, 3]);
    const policy = initialParameters(small, stream).map(each => 8 * each);
    const walks = [0, 1].flatMap(a => [0, 1, 2].map(b => [a, b]));
    const chances = walks.map(chosen => Math.exp(logChance(small, policy, { chosen, from: 0 })));
    expect(chances.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 12);
    const counts = walks.map(() => 0);
    const count = 20_000;
    for (let i = 0; i < count; i++) {
      const [a = 0, b = 0] = samplePolicy(small, policy, stream);
      counts[3 * a + b]!++;
    }
    for (const [i, chance] of chances.entries()) expect(Math.abs(counts[i]! / count - chance)).toBeLessThan(0.02);
    expect(samplePolicy(small, policy, stream, [1])[0]).toBe(1);
  });
});

describe("the reward", () => {
  const measured = (scores: readonly number[], violations: readonly number[]): Outcome => ({
    kind: "measured",
    encoding: [],
    scores,
    violations,
  });
  const pruned = (violations: readonly number[]): Outcome => ({ kind: "pruned", encoding: [], violations });
  const seen = [pruned([0.5, 2]), measured([-0.9], [0, 0])].reduce(seenWith, nothingSeen(1, 2));

  test("is the accuracy where all limits hold, and lower by the penalty where one is missed", () => {
    expect(rewardOf(measured([-0.9], [0, 0]), seen)).toBe(0.9);
    // A half of the worst in one limit, a quarter in the other.
    expect(rewardOf(measured([-0.9], [0.25, 0.5]), seen)).toBeCloseTo(0.9 - 10 * 0.75, 12);
    expect(rewardOf(pruned([0.25, 0.5]), seen)).toBeCloseTo(-7.5, 12);
    expect(rewardOf({ kind: "impossible", encoding: [], reason: "" }, seen)).toBe(-20);
  });

  test("falls with every miss", () => {
    const rewards = [0, 0.1, 0.3, 0.5].map(miss => rewardOf(measured([-0.9], [miss, 0]), seen));
    expect(rewards).toEqual(rewards.toSorted((a, b) => b - a));
    expect(new Set(rewards).size).toBe(4);
  });

  test("of several objectives is how close they are to the best seen, on the average", () => {
    const two = [measured([1, 10], []), measured([3, 20], [])].reduce(seenWith, nothingSeen(2, 0));
    expect(rewardOf(measured([1, 20], []), two)).toBe(0.5);
    expect(rewardOf(measured([1, 10], []), two)).toBe(1);
  });
});

const ordinal = (name: string, count: number) => ({
  kind: "ordinal" as const,
  name,
  values: Array.from({ length: count }, (_, i) => i),
});

/** Wide networks are better, but only some machines run them in time: 8³ networks, 16² machines, of which few fit. */
const toy: DesignSpace = {
  choices: [...["a", "b", "c"].map(name => ordinal(name, 8)), ...["pes", "bandwidth"].map(name => ordinal(name, 16))],
  networkChoices: 3,
  constraints: [],
  canonical: encoding => encoding,
};
const toyOutcome = (encoding: Encoding): Outcome => {
  const [a = 0, b = 0, c = 0, pes = 0, bandwidth = 0] = encoding;
  const work = a + b + c;
  const latency = Math.max(0, work - 0.6 * Math.min(pes, bandwidth + 3));
  const area = Math.max(0, pes + bandwidth - 20);
  const violations = [latency / 8, area / 20];
  return violations.some(each => each > 0)
    ? { kind: "pruned", encoding, violations }
    : { kind: "measured", encoding, scores: [-(1 - 1 / (1 + a + 0.8 * b + 0.6 * c))], violations };
};

const bestOf = (definition: StrategyDefinition, seed: number, budget: number) => {
  const strategy = definition.create({ space: toy, objectives: 1, limits: 2, seed });
  const outcomes: Outcome[] = [];
  while (outcomes.length < budget) {
    const told = strategy.ask().map(toyOutcome);
    outcomes.push(...told);
    strategy.tell(told);
  }
  const scores = outcomes.flatMap(outcome => (outcome.kind === "measured" ? [-outcome.scores[0]!] : []));
  return { best: Math.max(0, ...scores), share: scores.length / outcomes.length };
};

describe("episodes", () => {
  test("one design with both switches on, ten of other machines for its networks", () => {
    const batch = nasaic.create({ space: toy, objectives: 1, limits: 2, seed: 4 }).ask();
    expect(batch).toHaveLength(11);
    expect(new Set(batch.map(encoding => encoding.slice(0, 3).join())).size).toBe(1);
    expect(new Set(batch.map(encoding => encoding.slice(3).join())).size).toBe(11);
  });

  test("it learns to keep to the limits, and comes within 95 % of the best in a hundredth of the space", () => {
    let best = 0;
    for (let i = 0; i < 8 ** 3 * 16 ** 2; i++) {
      const outcome = toyOutcome([i % 8, (i >> 3) % 8, (i >> 6) % 8, (i >> 9) % 16, i >> 13]);
      if (outcome.kind === "measured") best = Math.max(best, -outcome.scores[0]!);
    }
    const budget = 900;
    for (const seed of [1, 2]) {
      const found = bestOf(nasaic, seed, budget);
      expect(found.best).toBeGreaterThan(0.95 * best);
      expect(found.share).toBeGreaterThan(2 * bestOf(random, seed, budget).share);
    }
  });
});
