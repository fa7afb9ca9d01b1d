/** Which choices matter, as runs tell it. */
import { expect, test } from "vitest";
import type { Telling } from "../../../explore/runs/findings.ts";
import { influencesOf } from "../../../explore/runs/influences.ts";
import type { DesignSpace } from "../../../explore/space/design-space.ts";
import type { Outcome } from "../../../explore/strategies/strategy.ts";

const space: DesignSpace = {
  choices: [
    { kind: "ordinal", name: "pes", values: [64, 128, 256] },
    { kind: "categorical", name: "template", values: ["nvdla", "eyeriss"] },
    { kind: "ordinal", name: "settled", values: [1] },
  ],
  constraints: [],
  canonical: encoding => encoding,
};
const telling: Telling = { space, objectives: ["minimize latency", "minimize area"], limits: [] };

/** Latency is of the elements alone, area of the template alone. */
const designs = [0, 1, 2, 3].flatMap(() =>
  [0, 1, 2].flatMap(pes =>
    [0, 1].map((template): Outcome => {
      const scores = [100 / 2 ** pes, 1 + 2 * template];
      return { kind: "measured", encoding: [pes, template, 0], scores, violations: [] };
    }),
  ),
);
const impossible: Outcome = { kind: "impossible", encoding: [0, 0, 0], reason: "too small" };

test("each objective is moved by the choice that makes it, and what is settled is not named", () => {
  const [latency, area] = influencesOf([impossible, ...designs], telling);
  expect(latency?.objective).toBe("minimize latency");
  expect(latency?.choices.map(({ choice }) => choice)).toEqual(["pes", "template"]);
  // Trees learn from parts of the samples, in which the other choice is not quite even.
  expect(latency?.choices[1]?.share).toBeLessThan(0.1);
  // Of 100, 50 and 25 the mean is 58.3, and |value - mean| is 27.8 on average.
  expect(latency?.choices[0]?.share).toBeCloseTo(27.8, 0);
  expect(area?.choices.map(({ choice }) => choice)).toEqual(["template", "pes"]);
  // 1 and 3 are 1 from their mean.
  expect(area?.choices[0]?.share).toBeCloseTo(1, 1);
});

test("too few designs say nothing", () => {
  expect(influencesOf(designs.slice(0, 19), telling)).toEqual([]);
});
