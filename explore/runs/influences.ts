/** Which choices moved what a search measured: told of each objective, from what is stored alone. */
import { choiceShares } from "../predictors/choice-shares.ts";
import { type DesignSpace, sizeOfChoice } from "../space/design-space.ts";
import type { Outcome } from "../strategies/strategy.ts";

export interface Influence {
  /** As the user wrote it. */
  readonly objective: string;
  /** Choices by how far each moves the objective, up or down: the mean of |Shapley value|, in base units. Most first. */
  readonly choices: readonly { readonly choice: string; readonly share: number }[];
}

/** Trees that learned from fewer say nothing. */
const leastDesigns = 20;
/** Spread over all: more hardly change what trees say, and take longer. */
const mostDesigns = 2000;

/** One per objective; none where too few designs were measured. Limits don't count: all designs that were measured do. */
export const influencesOf = (
  outcomes: readonly Outcome[],
  { space, objectives }: { readonly space: DesignSpace; readonly objectives: readonly string[] },
): readonly Influence[] => {
  const measured = outcomes.flatMap(outcome => (outcome.kind === "measured" ? [outcome] : []));
  if (measured.length < leastDesigns) return [];
  const stride = Math.ceil(measured.length / mostDesigns);
  const learned = measured.filter((_, i) => i % stride === 0);
  const designs = learned.map(({ encoding }) => encoding);
  const open = new Set(space.choices.filter(choice => sizeOfChoice(choice) > 1).map(({ name }) => name));
  return objectives.map((objective, k) => ({
    objective,
    choices: choiceShares(
      space,
      designs,
      learned.map(({ scores }) => scores[k] ?? Number.NaN),
    ).filter(({ choice }) => open.has(choice)),
  }));
};
