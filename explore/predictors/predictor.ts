/**
 * How every predictor is talked to: rows of features and one number each go in, a function of a row comes out. Strategies ask it about
 * designs that nobody has evaluated.
 */

/** Features of one design, all finite. */
export type Row = Float64Array;

export interface Predictor {
  mean(row: Row): number;
  /** Of the value, noise apart, given what was learned; absent where the predictor cannot tell. */
  readonly variance?: (row: Row) => number;
  /** All that was learned, as plain JSON: `restore` of its definition gives the same predictions from it. */
  state(): PredictorState;
}

/** Plain JSON. */
export type PredictorState = Readonly<Record<string, unknown>>;

/** One entry of the table of predictors. */
export interface PredictorDefinition {
  readonly summary: string;
  /** What it was published as. */
  readonly source: string;
  /**
   * The same rows and targets always give the same predictor.
   * @throws InternalError where there are no rows, their lengths differ, or a number is not finite.
   */
  fit(rows: readonly Row[], targets: readonly number[]): Predictor;
  restore(state: PredictorState): Predictor;
}
