/** Where in normal scores a limit lies. */
import { normalScores } from "../../predictors/ranks.ts";

export interface Border {
  /** Normal scores of the violations. */
  readonly targets: readonly number[];
  /** The middle between what meets the limit and what misses it by least; below all where nothing meets it yet. */
  readonly border: number;
}

/** @returns undefined where all meet the limit, which says nothing of where it lies. */
export const borderOf = (violations: readonly number[]): Border | undefined => {
  const clipped = violations.map(violation => Math.max(0, violation));
  const isMissed = (i: number): boolean => (clipped[i] ?? 0) > 0;
  const targets = normalScores(clipped);
  const missing = targets.filter((_, i) => isMissed(i));
  if (missing.length === 0) return undefined;
  const least = missing.reduce((a, b) => Math.min(a, b));
  const met = targets.find((_, i) => !isMissed(i));
  return { targets, border: met === undefined ? least - 1 : (met + least) / 2 };
};
