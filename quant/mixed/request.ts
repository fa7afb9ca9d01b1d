/** What a search for mixed widths is asked, and what it answers. */
import type { Graph } from "../../ir/graph.ts";
import type { Dataset } from "../../train/data/dataset.ts";
import type { Executor } from "../../train/executor.ts";
import type { MetricName } from "../accuracy/index.ts";
import type { Measurement } from "../accuracy/measure.ts";
import type { Widths } from "../assign-parameters.ts";
import type { Calibration } from "../calibrate.ts";
import type { PostTrainingSettings, Quantized } from "../quantize.ts";
import type { ChoiceProblem, WidthChoice } from "./choice.ts";
import type { Sensitivity } from "./sensitivity.ts";
import type { Judged } from "./verdict.ts";

export interface MixedRequest {
  /** Prepared for quantization. */
  readonly graph: Graph;
  readonly calibration: Calibration;
  readonly executor: Executor;
  /** What rounding is learned on. */
  readonly dataset: Dataset;
  /** What widths are chosen by: neither what rounding is learned on, where there is enough, nor what the result is reported on. */
  readonly choosing: Dataset;
  /** How many of these, drawn, sensitivities are measured on. */
  readonly sensitivitySamples: number;
  readonly metric: MetricName;
  readonly demand: Demand;
  /** What a network loses on the data that the result is reported on, in the sense of the demand. */
  readonly lostInTheEnd: (quantized: Graph) => Promise<number>;
  readonly widths: { readonly weights: readonly number[]; readonly activations: readonly number[] };
  readonly costOf: ChoiceProblem["costOf"];
  readonly settings: PostTrainingSettings;
  readonly progress?: (step: string) => void;
}

export type Demand =
  /** The cheapest that loses at most so much of the metric against float; for what compares with float, minus the least value. */
  | { readonly kind: "accuracy"; readonly mostLost: number }
  /** The most accurate that costs at most so much. */
  | { readonly kind: "cost"; readonly mostCost: number };

/** One network that was run, and how it did on the data that choose. Its noise is measured; `choice.noise` was expected of its parts. */
export interface Trial extends Judged {
  readonly choice: WidthChoice;
  readonly measurement: Measurement;
}

/** A trial with the network. */
export interface Run {
  readonly trial: Trial;
  readonly quantized: Quantized;
  /** Of every quantized value. */
  readonly widths: Widths;
}

export interface MixedResult {
  readonly quantized: Quantized;
  /** Of every quantized value. */
  readonly widths: Widths;
  readonly chosen: Trial;
  /** Every network that was run, in order. */
  readonly trials: readonly ConcludedTrial[];
  /** The float network on the data that choose. */
  readonly float: Measurement;
  readonly choosingSource: string;
  readonly sensitivities: readonly Sensitivity[];
  readonly sensitivitySamples: number;
  /** How often pairs of layers had to be measured. */
  readonly repairs: number;
  /** Networks that were run unfinished, before those tried. */
  readonly rehearsals: number;
}

export interface ConcludedTrial extends Trial {
  /** Whether it keeps to what was demanded, by all that is known in the end. */
  readonly meetsLimit: boolean;
  /** On the data that the result is reported on; undefined where it was not run on these. */
  readonly lostInTheEnd: number | undefined;
}
