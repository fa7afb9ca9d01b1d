/** Which predictor to trust: the one that ranks best what it was not shown. */
import { predictors, type PredictorName } from "./index.ts";
import type { Predictor, PredictorDefinition, Row } from "./predictor.ts";
import { rankCorrelation } from "./ranks.ts";

export interface ChosenPredictor {
  readonly name: PredictorName;
  /** Rank correlation of what it predicts of samples that were held out with what they are. */
  readonly correlation: number;
  readonly predictor: Predictor;
}

/** Each part is predicted by what was learned from the others. */
const parts = 3;
/** A choice between predictors takes no more samples than this; those are spread over all. */
const mostCompared = 400;
/** Of Gaussian processes, whose effort grows with the cube. */
const mostForProcesses = 100;

/**
 * The predictor of the table that ranks held-out samples best, trained on all of them. The order is all that counts.
 * @throws InternalError where the samples are no samples.
 */
export const fitBestPredictor = (rows: readonly Row[], targets: readonly number[]): ChosenPredictor => {
  const entries = Object.entries(predictors) as [PredictorName, PredictorDefinition][];
  const open = entries.filter(([name]) => name !== "gaussian" || rows.length <= mostForProcesses);
  const stride = Math.max(1, rows.length / mostCompared);
  const compared = Array.from({ length: Math.floor(rows.length / stride) }, (_, i) => Math.floor(i * stride));
  const scored = open.map(([name, definition]) => ({
    name,
    definition,
    correlation: heldOutCorrelation(definition, rows, targets, compared),
  }));
  const { name, definition, correlation } = scored.reduce((a, b) => (b.correlation > a.correlation ? b : a));
  return { name, correlation, predictor: definition.fit(rows, targets) };
};

const heldOutCorrelation = (
  definition: PredictorDefinition,
  rows: readonly Row[],
  targets: readonly number[],
  compared: readonly number[],
): number => {
  if (compared.length < 2 * parts) return 0;
  const predicted = new Float64Array(compared.length);
  const target = (sample: number): number => targets[sample] ?? NaN;
  for (let part = 0; part < parts; part++) {
    const shown = compared.filter((_, place) => place % parts !== part);
    const predictor = definition.fit(
      shown.flatMap(sample => rows[sample] ?? []),
      shown.map(target),
    );
    for (let place = part; place < compared.length; place += parts)
      predicted[place] = predictor.mean(rows[compared[place] ?? 0] ?? new Float64Array());
  }
  return rankCorrelation(predicted, compared.map(target));
};
