/** Which outcomes keep to all limits, and by how much the others miss them. */
import type { MeasuredOutcome, Outcome } from "../strategies/strategy.ts";

/**
 * The sum of all violations (Deb et al. 2002, constraint domination): 0 for what is within all limits, infinite for what can't
 * be built. A design that was pruned is never within them.
 */
export const violationOf = (outcome: Outcome): number => {
  if (outcome.kind === "impossible") return Infinity;
  const total = outcome.violations.reduce((sum, violation) => sum + Math.max(0, violation), 0);
  return outcome.kind === "pruned" ? Math.max(total, Number.MIN_VALUE) : total;
};

export const isFeasible = (outcome: Outcome): outcome is MeasuredOutcome =>
  outcome.kind === "measured" && violationOf(outcome) === 0;
