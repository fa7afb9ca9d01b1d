/** Verdicts and choices in words, for the plan and the screen. */
import type { PlanConflict } from "../../accelerators/plan-search.ts";
import { formatWhole, threeDigits } from "../../support/digits.ts";
import { inUnit } from "../../support/units.ts";
import { type Limit, subjectOf } from "../limits.ts";
import type { Goal } from "./demands.ts";
import type { Impossible } from "./verdict.ts";

/** `latency of faces <= 8 ms`. */
export const writtenLimit = (limit: Limit): string =>
  `${subjectOf(limit)} ${limit.relation} ${limit.written} ${limit.unit}`.trimEnd();

/** `minimize energy`, `minimize latency of faces`. */
export const writtenGoal = (goal: Goal): string =>
  "closeTo" in goal ? "come close to the limits" : `${goal.direction} ${subjectOf(goal)}`;

/** What is impossible, what is possible instead, and how that is known. */
export const conflictOf = ({ limits, proof, best, exact }: Impossible, designs: number): PlanConflict => {
  const [first] = limits;
  const value = first === undefined || best === null ? null : inUnit(best, first.unit);
  return {
    limits: limits.map(writtenLimit),
    proof,
    best: value,
    statement: `${claimOf(limits, value)} (${evidenceOf(proof, designs)}${exact ? "" : "; mappings were not searched to the end"})`,
  };
};

const claimOf = (limits: readonly Limit[], best: number | null): string => {
  const [first, second, ...more] = limits;
  if (first === undefined) return "no design of this space keeps up with the rates of the networks";
  const written = limits.map(writtenLimit);
  if (more.length > 0)
    return `no design of this space meets ${written.slice(0, -1).join(", ")} and ${written.at(-1)} together, though any two of them can be met`;
  const extreme = best === null ? undefined : `${threeDigits(best)} ${first.unit}`.trimEnd();
  if (second === undefined)
    return `no design of this space has ${written.join("")}${extreme === undefined ? ", whose value is not known" : `: ${superlative(first)} has ${extreme}`}`;
  const kept = extreme === undefined ? "" : `: with ${writtenLimit(second)}, ${subjectOf(first)} is ${extreme} at best`;
  return `no design of this space meets both ${written.join(" and ")}, though each alone can be met${kept}`;
};

const superlative = ({ metric, relation }: Limit): string => {
  if (metric === "area") return "the smallest";
  if (metric === "latency" || metric === "throughput") return "the fastest";
  return relation === "<=" ? "the one with the least" : "the one with the most";
};

const evidenceOf = (proof: Impossible["proof"], designs: number): string => {
  const all = `all ${formatWhole(designs)} designs`;
  switch (proof) {
    case "area":
      return `the areas of ${all} are known`;
    case "bound":
      return `shown by bounds of ${all}`;
    case "search":
      return `shown by bounds, and by the mappings of those of ${all} that bounds leave in question`;
  }
};
