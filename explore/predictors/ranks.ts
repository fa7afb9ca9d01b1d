/** Numbers by their order alone, which is all that comparing designs takes. */
import { normalQuantile } from "../../support/normal.ts";

/** From 0 for the least; equal values share the mean of their places. */
export const ranksOf = (values: ArrayLike<number>): Float64Array => {
  const at = (i: number | undefined): number => values[i ?? -1] ?? NaN;
  const order = Array.from({ length: values.length }, (_, i) => i).sort((a, b) => at(a) - at(b));
  const ranks = new Float64Array(values.length);
  for (let begin = 0, end = 0; begin < order.length; begin = end) {
    while (end < order.length && at(order[end]) === at(order[begin])) end++;
    for (let place = begin; place < end; place++) ranks[order[place] ?? 0] = (begin + end - 1) / 2;
  }
  return ranks;
};

/** Spearman's rank correlation; 0 where one side is all equal. */
export const rankCorrelation = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  const [x, y] = [ranksOf(a), ranksOf(b)];
  const middle = (x.length - 1) / 2;
  let [product, squareX, squareY] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [dx, dy] = [(x[i] ?? NaN) - middle, (y[i] ?? NaN) - middle];
    product += dx * dy;
    squareX += dx * dx;
    squareY += dy * dy;
  }
  return squareX === 0 || squareY === 0 ? 0 : product / Math.sqrt(squareX * squareY);
};

/**
 * The normal quantile of each value's place among the others: of any distribution a normal one, so that a few huge values don't
 * decide what is learned (van der Waerden 1952; for searches: Salinas et al., ICML 2020, "quantile-based").
 */
export const normalScores = (values: readonly number[]): readonly number[] =>
  Array.from(ranksOf(values), rank => normalQuantile((rank + 0.5) / values.length));
