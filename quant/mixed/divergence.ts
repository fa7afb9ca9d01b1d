/** How far two answers of a classifier are apart: it moves long before another class comes first, and needs no labels. */
import type { Tensor } from "../../ir/tensor.ts";

/** A quantized softmax gives zeros, whose logarithm is none; what is rarer than this is not told apart. */
const smallest = 2 ** -10;

/**
 * Kullback-Leibler divergence Σ p·ln(p/q) − p + q of the found scores from the wanted ones, in nats, never below 0. To second order
 * in the change it is the quadratic form of the Fisher information (Amari, "Information Geometry and Its Applications", section 3.5),
 * so that effects of small changes in different places add up.
 */
export const divergenceFrom = (wanted: Tensor, found: Tensor): number => {
  const [p, q] = [probabilitiesOf(wanted.data), probabilitiesOf(found.data)];
  return p.reduce((sum, expected, i) => {
    const [a, b] = [Math.max(expected, smallest), Math.max(q[i] ?? NaN, smallest)];
    return sum + a * Math.log(a / b) - a + b;
  }, 0);
};

/** Scores that are probabilities already (none below 0, summing to 1) are taken as such. */
export const probabilitiesOf = (data: Tensor["data"]): readonly number[] => {
  const scores = Array.from(data);
  const sum = scores.reduce((total, score) => total + score, 0);
  if (scores.every(score => score >= 0) && Math.abs(sum - 1) < 1e-2) return scores;
  const largest = scores.reduce((most, score) => Math.max(most, score), -Infinity);
  const powers = scores.map(score => Math.exp(score - largest));
  const total = powers.reduce((all, power) => all + power, 0);
  return powers.map(power => power / total);
};
