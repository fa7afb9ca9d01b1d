/**
 * What would become of a design, told from designs that were evaluated: a predictor per objective and per limit. All are learned as
 * normal scores, so that a few designs that are worse by far don't decide, and only the order of designs counts.
 */
import { allColumns, type Column, rowOf } from "../../predictors/features.ts";
import { fitBestPredictor } from "../../predictors/best-predictor.ts";
import type { Row } from "../../predictors/predictor.ts";
import { normalScores } from "../../predictors/ranks.ts";
import type { Encoding } from "../../space/design-space.ts";
import { borderOf } from "./border.ts";
import type { MeasuredOutcome, Outcome, SearchProblem } from "../strategy.ts";

export interface OutcomeModel {
  /** Of all designs alike; scores are normal scores, and a violation is 0 where the limit is thought to be met. */
  predict(encoding: Encoding): MeasuredOutcome;
  /** What was measured, in the same numbers. */
  readonly measured: readonly MeasuredOutcome[];
}

/** A number of a design, by its features. */
type Estimate = (row: Row) => number;

interface Sample {
  readonly row: Row;
  readonly outcome: Outcome;
}

export const learnOutcomes = (
  { space, objectives, limits }: SearchProblem,
  outcomes: readonly Outcome[],
): OutcomeModel => {
  const columns = allColumns(space);
  const samples = outcomes.map(outcome => ({ row: rowOf(columns, outcome.encoding), outcome }));
  const measured = samples.flatMap(({ row, outcome }) => (outcome.kind === "measured" ? [{ row, outcome }] : []));
  const scores = Array.from({ length: objectives }, (_, k) =>
    normalScores(measured.map(each => each.outcome.scores[k] ?? NaN)),
  );
  const scoreEstimates = scores.map(targets => estimateOf(measured, targets));
  const violationEstimates = [
    ...Array.from({ length: limits }, (_, k) => violationEstimate(samples, k)),
    impossibilityEstimate(samples),
  ];
  return {
    predict: encoding => predicted(columns, encoding, scoreEstimates, violationEstimates),
    measured: measured.map(({ outcome }, i) => ({ ...outcome, scores: scores.map(targets => targets[i] ?? NaN) })),
  };
};

const predicted = (
  columns: readonly Column[],
  encoding: Encoding,
  scores: readonly Estimate[],
  violations: readonly Estimate[],
): MeasuredOutcome => {
  const row = rowOf(columns, encoding);
  return {
    kind: "measured",
    encoding,
    scores: scores.map(estimate => estimate(row)),
    violations: violations.map(estimate => estimate(row)),
  };
};

const estimateOf = (samples: readonly Sample[], targets: readonly number[]): Estimate => {
  const [first] = targets;
  if (first === undefined || targets.every(target => target === first)) return () => first ?? 0;
  const { predictor } = fitBestPredictor(
    samples.map(({ row }) => row),
    targets,
  );
  return row => predictor.mean(row);
};

/** By how much a limit is missed, in normal scores above its border. */
const violationEstimate = (samples: readonly Sample[], limit: number): Estimate => {
  const told = samples.flatMap(({ row, outcome }) =>
    outcome.kind === "impossible" ? [] : [{ row, outcome, violation: outcome.violations[limit] ?? 0 }],
  );
  const found = borderOf(told.map(({ violation }) => violation));
  if (found === undefined) return () => 0;
  const estimate = estimateOf(told, found.targets);
  return row => Math.max(0, estimate(row) - found.border);
};

/** By how much it is more likely than not that it can't be built. */
const impossibilityEstimate = (samples: readonly Sample[]): Estimate => {
  const estimate = estimateOf(
    samples,
    samples.map(({ outcome }) => (outcome.kind === "impossible" ? 1 : 0)),
  );
  return row => Math.max(0, estimate(row) - 0.5);
};
