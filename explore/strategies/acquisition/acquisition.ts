/** What evaluating a design is worth before it is done, by what a Gaussian process believes. Scores are minimized. */
import type { GaussianProcess } from "../../predictors/gaussian-process/gaussian-process.ts";
import type { Row } from "../../predictors/predictor.ts";
import type { RandomStream } from "../../../support/random.ts";

export interface Belief {
  readonly process: GaussianProcess;
  /** The least score seen within the limits. */
  readonly best: number;
  /** Designs that were evaluated and lie within the limits, the best first. */
  readonly known: readonly Row[];
  /** Designs that may be the best one, evaluated or not: what is to be learned is learned about them. */
  readonly contenders: readonly Row[];
}

/** One entry of the table of acquisitions. */
export interface Acquisition {
  /** Where its formula is told. */
  readonly source: string;
  /** What a design is worth, never below 0; all that doesn't depend on it is done once. */
  worth(belief: Belief, random: RandomStream): (row: Row) => number;
}
