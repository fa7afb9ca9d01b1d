/** What training would minimize, where the data say what is wanted: it moves before a metric that counts right answers does. */
import type { Tensor } from "../../ir/tensor.ts";
import type { Target } from "../../train/data/dataset.ts";
import { probabilitiesOf } from "./divergence.ts";

/** Cross-entropy of a class, mean squared error of a picture; undefined where there is no such target. */
export const taskLoss = (output: Tensor, target: Target | undefined): number | undefined => {
  if (target?.kind === "class")
    return -Math.log(Math.max(probabilitiesOf(output.data)[target.label] ?? NaN, smallestProbability));
  if (target?.kind === "image") return meanSquare(output.data, target.image.data);
  return undefined;
};

/** A quantized softmax gives zeros, whose logarithm is none. */
const smallestProbability = 1e-7;

const meanSquare = (found: Tensor["data"], wanted: Tensor["data"]): number => {
  let sum = 0;
  for (let i = 0; i < wanted.length; i++) sum += ((found[i] ?? NaN) - (wanted[i] ?? NaN)) ** 2;
  return sum / wanted.length;
};
