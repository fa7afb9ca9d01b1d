/** A strategy that does not beat drawing at random is not worth its name. */
import { expect, test } from "vitest";
import { testFunctions } from "../../../bench/test-functions.ts";
import { searchSpace } from "../../../explore/search-space.ts";
import { strategies } from "../../../explore/strategies/index.ts";

const { space, objectives, scores } = testFunctions.ZDT1;

const volumeOf = (name: "random" | "evolution" | "nsga2" | "nsga3"): number =>
  searchSpace(strategies[name].create({ space, objectives, limits: 0, seed: 1 }), 2500, encoding => ({
    kind: "measured",
    encoding,
    scores: scores(encoding),
    violations: [],
  })).archive.hypervolume([1.1, 6]).value;

test.each(["evolution", "nsga2", "nsga3"] as const)("%s finds more in 2,500 evaluations than random does", name => {
  // The whole front is worth about 6.3 to this reference.
  expect(volumeOf(name)).toBeGreaterThan(volumeOf("random") + 1);
});
