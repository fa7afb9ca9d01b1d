/** All that the result of one search depends on, as plain JSON: what a run stores, and what must be the same when it goes on. */
import type { AcquisitionName } from "../spec/tables/search.ts";
import type { EvaluatorDescription } from "./evaluator.ts";

export interface SearchSettings {
  /** The specification's file as the user named it. */
  readonly name: string;
  /** A baseline is there to compare with, and is shown beside the search of the same name. */
  readonly role: "search" | "baseline";
  readonly strategy: string;
  /** By what `bayes` chooses, where the specification says. */
  readonly acquisition?: AcquisitionName;
  readonly seed: number;
  /** How many designs are evaluated at most. */
  readonly budget: number;
  readonly evaluator: EvaluatorDescription;
}
