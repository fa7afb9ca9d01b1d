/** Mean and variance of a run of elements: what layer and instance normalization share. */

/** Scales `count` elements from `start` to mean 0 and variance 1 (by count, not count - 1), into `normalized`. */
export const normalizeRun = (
  input: ArrayLike<number>,
  start: number,
  count: number,
  epsilon: number,
  normalized: Float64Array,
): void => {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += input[start + i] ?? NaN;
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < count; i++) squares += ((input[start + i] ?? NaN) - mean) ** 2;
  const deviation = Math.sqrt(squares / count + epsilon);
  for (let i = 0; i < count; i++) normalized[start + i] = ((input[start + i] ?? NaN) - mean) / deviation;
};
