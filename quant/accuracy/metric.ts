/** What a metric is: a rule that makes one number of a network's answers to a whole data set. More is better, always. */
import type { Tensor } from "../../ir/tensor.ts";
import type { Dataset, Target } from "../../train/data/dataset.ts";

export interface Metric {
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  readonly unit: "%" | "dB";
  /** The targets that it judges against; "reference" for the answers of the float network. */
  readonly needs: Target["kind"] | "reference";
  start(): Judge;
}

/** One answer and what it is judged against. */
export interface Answer {
  /** In the order of the graph's outputs. */
  readonly outputs: readonly Tensor[];
  readonly inputs: readonly Tensor[];
  readonly target: Target | undefined;
  /** Of the float network, in the same order; empty where the metric needs none. */
  readonly reference: readonly Tensor[];
}

export interface Judge {
  add(answer: Answer): void;
  value(): number;
}

/** A percentage of answers that are right. */
export const percentRight = (isRight: (answer: Answer) => boolean): Judge => {
  let [right, count] = [0, 0];
  return {
    add(answer) {
      if (isRight(answer)) right++;
      count++;
    },
    value: () => (100 * right) / count,
  };
};

/** What the data can be judged by: the strictest metric that their targets allow. */
export const defaultMetricFor = (targets: Dataset["targets"]): "top-1" | "psnr" | "mean-iou" | "sqnr" =>
  (({ class: "top-1", image: "psnr", mask: "mean-iou", none: "sqnr" }) as const)[targets];
