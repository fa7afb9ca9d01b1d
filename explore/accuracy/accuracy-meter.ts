/**
 * Where the accuracy of networks comes from, under one interface: a table of a benchmark, a run on data, a training, or a proxy. Whoever
 * shows an accuracy shows its source beside it.
 */
import type { Graph } from "../../ir/graph.ts";
import type { Precision } from "../../mapping/workload.ts";
import type { KnownAccuracy } from "../quantization/quantized-form.ts";

export interface AccuracyMeter<Found extends Accuracy = Accuracy> {
  /** As a result shows it: `table nas.csv.gz, column acc`. */
  readonly source: string;
  /**
   * The same for the same candidate.
   * @throws CompileError where the source does not know the candidate.
   */
  accuracyOf(candidate: AccuracyCandidate): Found | Promise<Found>;
}

/** A share of right answers; or what a run on data tells, in decibels or against the float network too. */
export type Accuracy = number | Omit<KnownAccuracy, "weight">;

/** A network whose accuracy is asked for. */
export interface AccuracyCandidate {
  /** Under which benchmarks have it; undefined for one that is no member of a space. */
  readonly name: string | undefined;
  /** After all passes. */
  readonly graph: Graph;
  /** To which it is quantized. Sources that know nothing of that say so by their name. */
  readonly precision: Precision;
}
