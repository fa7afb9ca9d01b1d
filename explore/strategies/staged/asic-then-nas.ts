/** The machine first, by how close it brings random networks to the limits; then networks for it. */
import { violationOf } from "../../archive/feasibility.ts";
import { nsga2 } from "../nsga2.ts";
import { random } from "../random.ts";
import type { Outcome, StrategyDefinition } from "../strategy.ts";
import { partOfSpace } from "./part-of-space.ts";
import { type StageRules, stagedStrategy } from "./staged.ts";

const definitionOf = (
  name: string,
  summary: string,
  source: string,
  distanceOf: (outcome: Outcome) => number,
): StrategyDefinition => ({
  summary,
  source,
  needsParts: true,
  wantsAllScores: true,
  create: (problem, progress) => stagedStrategy(rulesFor(name, distanceOf), problem, progress),
});

const rulesFor = (name: string, distanceOf: (outcome: Outcome) => number): StageRules => ({
  name,
  first: ({ space, limits }) => ({
    strategy: random,
    space,
    limits,
    wholeOf: encoding => encoding,
    partOf: outcome => outcome,
  }),
  second({ space, limits }, outcomes) {
    const distances = outcomes.map(distanceOf);
    const nearest = distances.reduce(
      (least, distance, i) => (distance < (distances[least] ?? Infinity) ? i : least),
      0,
    );
    const part = partOfSpace(space, 0, space.networkChoices ?? 0, outcomes[nearest]?.encoding ?? []);
    return { ...part, strategy: nsga2, limits };
  },
});

/** How far a design is from the limits, on either side of them; one that can't be built comes last. */
const offLimits = (outcome: Outcome): number =>
  outcome.kind === "measured" && outcome.margins !== undefined
    ? outcome.margins.reduce((sum, margin) => sum + Math.abs(margin), 0)
    : Infinity;

export const asicThenNas = definitionOf(
  "asic-then-nas",
  "Of random designs, the machine of the one closest to the limits; then networks for it.",
  "the baseline ASIC→HW-NAS of Yang et al., DAC 2020",
  offLimits,
);

export const withinThenNas = definitionOf(
  "within-then-nas",
  "Of random designs, the machine of the first that misses the limits by least; then networks for it.",
  "a stronger form of ASIC→HW-NAS",
  violationOf,
);
