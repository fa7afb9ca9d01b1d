/** What training would minimize, where the data say what is wanted: it moves before a metric that counts right answers does. */
import type { Tensor } from "../../ir/tensor.ts";
import type { Target } from "../../train/data/dataset.ts";

/** Cross-entropy of a class, mean squared error of a picture; undefined where there is no such target. */
export const taskLoss = (output: Tensor, target: Target | undefined): number | undefined => {
  if (target?.kind === "class") return crossEntropy(output.data, target.label);
  if (target?.kind === "image") return meanSquare(output.data, target.image.data);
  return undefined;
};

/** Scores that are probabilities already (none below 0, summing to 1) are taken as such. */
const crossEntropy = (data: Tensor["data"], label: number): number => {
  const scores = Array.from(data);
  const sum = scores.reduce((total, score) => total + score, 0);
  const areProbabilities = scores.every(score => score >= 0) && Math.abs(sum - 1) < 1e-2;
  const score = scores[label] ?? NaN;
  if (areProbabilities) return -Math.log(Math.max(score, smallestProbability));
  const largest = scores.reduce((most, value) => Math.max(most, value), -Infinity);
  const total = scores.reduce((all, value) => all + Math.exp(value - largest), 0);
  return largest + Math.log(total) - score;
};
/** A quantized softmax gives zeros, whose logarithm is none. */
const smallestProbability = 1e-7;

const meanSquare = (found: Tensor["data"], wanted: Tensor["data"]): number => {
  let sum = 0;
  for (let i = 0; i < wanted.length; i++) sum += ((found[i] ?? NaN) - (wanted[i] ?? NaN)) ** 2;
  return sum / wanted.length;
};
