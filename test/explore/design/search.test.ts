import { describe, expect, test } from "vitest";
import { ChipDesigns } from "../../../explore/design/chip-designs.ts";
import { searchDesigns } from "../../../explore/design/search.ts";
import { bestOf, type Case, madeUpMapper, randomCase, realMapper } from "./oracle.ts";

const near = (a: readonly number[], b: readonly number[]): boolean =>
  a.every((value, i) => Math.abs(value - b[i]!) <= 1e-9 * Math.abs(value));

const search = (given: Case) => searchDesigns(new ChipDesigns(given), given.demands);

describe("the search over designs", () => {
  test("finds the front that trying every design and every combination of mappings finds, 120 times", () => {
    let [feasible, infeasible, pruned] = [0, 0, 0];
    for (let seed = 0; seed < 120; seed++) {
      const { outcomes, ...given } = randomCase(seed, madeUpMapper);
      if (outcomes.length === 0) continue;
      const wanted = bestOf(outcomes, given.demands);
      const { front, covered } = search(given);
      const found = front.map(({ scores }) => scores);
      for (const score of found)
        expect(
          wanted.some(each => near(each, score)),
          `seed ${seed}: ${score.join(" ")} is best`,
        ).toBe(true);
      for (const score of wanted)
        expect(
          found.some(each => near(each, score)),
          `seed ${seed}: finds ${score.join(" ")}`,
        ).toBe(true);
      const { designs, impossible, overLimits, beaten, evaluated, unseen } = covered;
      expect(impossible + overLimits + beaten + evaluated + unseen).toBe(designs);
      if (wanted.length > 0) feasible++;
      else infeasible++;
      pruned += overLimits + beaten;
    }
    expect(Math.min(feasible, infeasible)).toBeGreaterThan(15);
    expect(pruned).toBeGreaterThan(150);
  });

  test("shares what exact mappings prove between machines that differ in bandwidth", () => {
    for (let seed = 1000; seed < 1003; seed++) {
      const { outcomes, ...given } = randomCase(seed, realMapper);
      const wanted = bestOf(outcomes, given.demands);
      const { front, exact } = search(given);
      expect(exact).toBe(true);
      expect(front.every(({ scores }) => wanted.some(each => near(each, scores)))).toBe(true);
      expect(wanted.every(scores => front.some(each => near(each.scores, scores)))).toBe(true);
    }
  });
});
