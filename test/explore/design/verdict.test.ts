import { describe, expect, test } from "vitest";
import { ChipDesigns } from "../../../explore/design/chip-designs.ts";
import { verdictOn } from "../../../explore/design/verdict.ts";
import { subjectOf } from "../../../explore/limits.ts";
import { bestOf, isAllowed, madeUpMapper, type Outcome, randomCase } from "./oracle.ts";

const valueIn = (outcome: Outcome, metric: string, network: string | undefined): number =>
  network === undefined ? outcome.values[metric as "energy"] : outcome.seconds[Number(network.slice(1))]!;

describe("the verdict on a space in which no design is within the limits", () => {
  test("says what exhaustion says: what is impossible, how close one comes, and which design comes closest", () => {
    const kinds = new Set<string>();
    for (let seed = 0; seed < 120; seed++) {
      const { outcomes, ...given } = randomCase(seed, madeUpMapper);
      const { limits } = given.demands;
      if (outcomes.length === 0 || limits.length === 0 || bestOf(outcomes, given.demands).length > 0) continue;
      const { impossible, closest } = verdictOn(new ChipDesigns(given), limits);
      expect(closest, `seed ${seed}`).toBeDefined();
      expect(impossible.length, `seed ${seed}`).toBeGreaterThan(0);
      for (const { limits: broken, best, proof } of impossible) {
        kinds.add(`${broken.length} ${proof}`);
        expect(
          outcomes.some(outcome => isAllowed(outcome, broken)),
          `seed ${seed}: ${broken.map(subjectOf).join()}`,
        ).toBe(false);
        const [first, ...others] = broken;
        if (first === undefined || best === null) continue;
        const within = outcomes.filter(outcome => isAllowed(outcome, others));
        const values = within.map(outcome => valueIn(outcome, first.metric, first.network));
        const least = first.relation === "<=" ? Math.min(...values) : Math.max(...values);
        expect(Math.abs(best - least), `seed ${seed}: best ${first.metric}`).toBeLessThanOrEqual(1e-9 * least);
      }
      const isSlow = !outcomes.some(outcome => isAllowed(outcome, []));
      const hopeless = limits.filter(limit => !outcomes.some(outcome => isAllowed(outcome, [limit])));
      const named = impossible.map(({ limits: [only] }) => only);
      expect(isSlow || hopeless.length === 0 ? hopeless : named, `seed ${seed}`).toEqual(hopeless);
    }
    expect([...kinds].map(kind => kind[0]).toSorted()).toEqual(expect.arrayContaining(["1", "2"]));
    expect([...kinds].join()).toMatch(/bound/);
    expect([...kinds].join()).toMatch(/area/);
  });
});
