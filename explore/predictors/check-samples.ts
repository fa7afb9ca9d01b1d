/** What predictors refuse to learn from: one NaN would spread over every prediction without a word. */
import { InternalError } from "../../support/diagnostic.ts";
import type { Row } from "./predictor.ts";

/** @throws InternalError where there are no rows, their lengths differ, or a number is not finite. */
export const checkSamples = (rows: readonly Row[], targets: readonly number[]): void => {
  const [first] = rows;
  if (first === undefined) throw new InternalError("a predictor was given nothing to learn from");
  if (rows.length !== targets.length)
    throw new InternalError(`a predictor was given ${rows.length} rows and ${targets.length} targets`);
  for (const [i, row] of rows.entries()) {
    if (row.length !== first.length)
      throw new InternalError(`row ${i} has ${row.length} features, the first has ${first.length}`);
    if (!row.every(Number.isFinite) || !Number.isFinite(targets[i]))
      throw new InternalError(`row ${i} has a feature or target that is not finite`);
  }
};
