/** One sentence on the limits of two plans: the screen and the report of a comparison say the same. */
import type { PlanDiff } from "./plan-diff.ts";

export const turnText = ({ limits, before, after }: PlanDiff): string => {
  const has = (wanted: "met" | "missed"): boolean => limits.some(({ turned }) => turned === wanted);
  if (has("missed")) return "A limit that was met is MISSED.";
  if (before.feasible && !after.feasible)
    return "What was feasible is NOT any more: a limit that is new is missed, or a layer does not fit.";
  return has("met") ? "A limit that was missed is met." : "No limit has turned.";
};
