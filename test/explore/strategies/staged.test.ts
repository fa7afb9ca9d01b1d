/** Networks and machine one after the other: what each half keeps to, what it is told, and that it goes on from its state. */
import { describe, expect, test } from "vitest";
import { searchSpace } from "../../../explore/search-space.ts";
import { type DesignSpace, type Encoding, keyOf } from "../../../explore/space/design-space.ts";
import { baselines } from "../../../explore/strategies/index.ts";
import type { Outcome, StrategyState } from "../../../explore/strategies/strategy.ts";

const ordinal = (name: string, count: number) => ({
  kind: "ordinal" as const,
  name,
  values: Array.from({ length: count }, (_, i) => i),
});

/** Wide networks are better, but no machine runs the widest: 20 networks, 30 machines. */
const space: DesignSpace = {
  choices: [ordinal("width", 5), ordinal("depth", 4), ordinal("pes", 6), ordinal("bandwidth", 5)],
  networkChoices: 2,
  constraints: [{ statement: "pes + bandwidth > 0", holds: ([, , pes = 0, bandwidth = 0]) => pes + bandwidth > 0 }],
  canonical: encoding => encoding,
};

const outcomeOf = (encoding: Encoding): Outcome => {
  const [width = 0, depth = 0, pes = 0, bandwidth = 0] = encoding;
  const margins = [(width * depth) / (1 + pes) - 1, (pes + bandwidth) / 6 - 1];
  const violations = margins.map(margin => Math.max(0, margin));
  return { kind: "measured", encoding, scores: [-width - depth / 10], violations, margins };
};

const budget = 30;
const problem = { space, objectives: 1, limits: 2, seed: 5, budget };
const networkOf = ({ encoding }: Outcome): string => keyOf(encoding.slice(0, 2));
const machineOf = ({ encoding }: Outcome): string => keyOf(encoding.slice(2));
const searched = (name: keyof typeof baselines): readonly Outcome[] =>
  searchSpace(baselines[name].create(problem), budget, outcomeOf).outcomes();
const names = ["nas-then-asic", "asic-then-nas", "within-then-nas"] as const;

test("networks come first on one machine, then machines for the best of them as if there were no limits", () => {
  const outcomes = searched("nas-then-asic");
  const first = outcomes.slice(0, 15);
  expect(new Set(first.map(machineOf)).size).toBe(1);
  expect(first.map(networkOf)).toContain("4,3");
  expect(new Set(outcomes.slice(15).map(networkOf))).toEqual(new Set(["4,3"]));
});

test.each([
  ["asic-then-nas", (outcome: Outcome) => ("margins" in outcome ? outcome.margins : []).map(Math.abs)],
  ["within-then-nas", (outcome: Outcome) => ("violations" in outcome ? outcome.violations : [])],
] as const)("%s draws designs first, then searches networks for the machine nearest to the limits", (name, parts) => {
  const outcomes = searched(name);
  const distances = outcomes.slice(0, 15).map(outcome => parts(outcome).reduce((sum, part) => sum + part, 0));
  const nearest = outcomes[distances.indexOf(Math.min(...distances))]!;
  expect(new Set(outcomes.slice(0, 15).map(machineOf)).size).toBeGreaterThan(5);
  expect(new Set(outcomes.slice(15).map(machineOf))).toEqual(new Set([machineOf(nearest)]));
});

describe.each(names)("%s", name => {
  test("asks for no design twice, spends its budget, and keeps to the constraints", () => {
    const outcomes = searched(name);
    expect(outcomes).toHaveLength(budget);
    expect(new Set(outcomes.map(({ encoding }) => keyOf(encoding))).size).toBe(budget);
    expect(outcomes.every(({ encoding }) => space.constraints.every(({ holds }) => holds(encoding)))).toBe(true);
  });

  test("goes on from its stored state at every step as if it had not stopped", () => {
    const definition = baselines[name];
    let strategy = definition.create(problem);
    const outcomes: Outcome[] = [];
    while (outcomes.length < budget) {
      const told = strategy
        .ask()
        .slice(0, budget - outcomes.length)
        .map(outcomeOf);
      strategy.tell(told);
      outcomes.push(...told);
      const state = JSON.parse(JSON.stringify(strategy.state())) as StrategyState;
      strategy = definition.create(problem, { state, outcomes });
    }
    expect(outcomes).toEqual(searched(name));
  });
});
