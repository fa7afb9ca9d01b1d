/** Which choice matters: boosted trees learn a score from the choices, and exact Shapley values say what each choice did to it. */
import type { DesignSpace, Encoding } from "../space/design-space.ts";
import { fitBoostedTrees } from "./boosted-trees/boosted-trees.ts";
import { explain } from "./boosted-trees/tree-shap.ts";
import { choiceColumns, rowOf } from "./features.ts";

export interface ChoiceShare {
  /** Name of the choice. */
  readonly choice: string;
  /** How far the choice moves the score, up or down, over the designs given: the mean of |Shapley value|, in units of the score. */
  readonly share: number;
}

/** Spread over all: a mean of so many says enough. */
const mostExplained = 100;

/**
 * The choices by how much they matter, most first.
 *
 * Ignores: that choices may be correlated in the designs given, as a strategy's are; what it learned wrongly.
 * @param scores one finite number per design.
 */
export const choiceShares = (
  space: DesignSpace,
  designs: readonly Encoding[],
  scores: readonly number[],
): readonly ChoiceShare[] => {
  const columns = choiceColumns(space);
  const rows = designs.map(design => rowOf(columns, design));
  const ensemble = fitBoostedTrees(rows, scores);
  const playerOf = columns.map(column => column.choice ?? -1);
  const totals = new Float64Array(space.choices.length);
  const stride = Math.max(1, rows.length / mostExplained);
  const explained = rows.filter((_, i) => Math.floor(i / stride) > Math.floor((i - 1) / stride));
  for (const row of explained)
    explain(ensemble, row, totals.length, playerOf).shares.forEach((share, player) => {
      totals[player] = (totals[player] ?? 0) + Math.abs(share);
    });
  return space.choices
    .map((choice, player) => ({ choice: choice.name, share: (totals[player] ?? 0) / explained.length }))
    .toSorted((a, b) => b.share - a.share);
};
