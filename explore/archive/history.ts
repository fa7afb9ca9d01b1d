/** How the hypervolume of a search grew, and the reference it is measured to where none was given. */
import type { Outcome } from "../strategies/strategy.ts";
import { Archive } from "./archive.ts";
import { isFeasible } from "./feasibility.ts";

/** What the front was worth after so many evaluations. */
export interface HistoryPoint {
  readonly evaluations: number;
  readonly hypervolume: number;
}

/** All steps at which the hypervolume grew, in the order of the outcomes. It stays what it was in between, and begins at 0. */
export const hypervolumeHistory = (
  outcomes: readonly Outcome[],
  reference: readonly number[],
): readonly HistoryPoint[] => {
  const archive = new Archive();
  const history: HistoryPoint[] = [];
  for (const [i, outcome] of outcomes.entries()) {
    if (!archive.add(outcome)) continue;
    const { value } = archive.hypervolume(reference);
    if (value > (history.at(-1)?.hypervolume ?? 0)) history.push({ evaluations: i + 1, hypervolume: value });
  }
  return history;
};

/** The evaluations after which the hypervolume first was at least so much; undefined where it never was. */
export const evaluationsToReach = (history: readonly HistoryPoint[], wanted: number): number | undefined =>
  history.find(({ hypervolume }) => hypervolume >= wanted)?.evaluations;

/** Beyond the worst, so that the ends of the front count: pymoo's 1.1 of a front between 0 and 1. */
const margin = 0.1;

/**
 * A point a tenth of the extent beyond the worst of these outcomes that is within all limits, score by score; undefined where none
 * is. Where all are equal in a score, a tenth of its size beyond.
 */
export const referenceBeyond = (outcomes: readonly Outcome[]): readonly number[] | undefined => {
  const scores = outcomes.filter(isFeasible).map(outcome => outcome.scores);
  return scores[0]?.map((_, k) => {
    const column = scores.map(each => each[k] ?? 0);
    const most = column.reduce((a, b) => Math.max(a, b));
    const least = column.reduce((a, b) => Math.min(a, b));
    return most + margin * (most - least || Math.abs(most) || 1);
  });
};
