/** The little linear algebra that least squares and Gaussian processes take. Row-major, binary64. */

const at = (values: ArrayLike<number>, i: number): number => values[i] ?? NaN;

/**
 * The lower triangle L of `matrix` = L·Lᵀ. The diagonal is raised by `damping` first, which must make the matrix positive definite.
 * @returns undefined where it does not.
 */
export const choleskyOf = (matrix: Float64Array, size: number, damping: number): Float64Array | undefined => {
  const lower = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      let sum = at(matrix, i * size + j) + (i === j ? damping : 0);
      for (let k = 0; k < j; k++) sum -= at(lower, i * size + k) * at(lower, j * size + k);
      if (i === j && !(sum > 0)) return undefined;
      lower[i * size + j] = i === j ? Math.sqrt(sum) : sum / at(lower, j * size + j);
    }
  return lower;
};

/** x with L·x = b. */
export const solveLower = (lower: Float64Array, size: number, b: Float64Array): Float64Array => {
  const x = b.slice();
  for (let i = 0; i < size; i++) {
    let sum = at(x, i);
    for (let k = 0; k < i; k++) sum -= at(lower, i * size + k) * at(x, k);
    x[i] = sum / at(lower, i * size + i);
  }
  return x;
};

/** x with Lᵀ·x = b. */
export const solveUpper = (lower: Float64Array, size: number, b: Float64Array): Float64Array => {
  const x = b.slice();
  for (let i = size - 1; i >= 0; i--) {
    let sum = at(x, i);
    for (let k = i + 1; k < size; k++) sum -= at(lower, k * size + i) * at(x, k);
    x[i] = sum / at(lower, i * size + i);
  }
  return x;
};

/** x with L·Lᵀ·x = b. */
export const solveCholesky = (lower: Float64Array, size: number, b: Float64Array): Float64Array =>
  solveUpper(lower, size, solveLower(lower, size, b));

export const timesVector = (matrix: Float64Array, size: number, vector: ArrayLike<number>): Float64Array => {
  const result = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (let k = 0; k < size; k++) sum += (matrix[i * size + k] ?? 0) * (vector[k] ?? 0);
    result[i] = sum;
  }
  return result;
};

export const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
};

/** The inverse of L·Lᵀ. */
export const inverseOfCholesky = (lower: Float64Array, size: number): Float64Array => {
  // Rows of `half` are columns of L⁻¹, so that the inner loops run along rows: (L·Lᵀ)⁻¹ = L⁻ᵀ·L⁻¹.
  const half = new Float64Array(size * size);
  for (let column = 0; column < size; column++) {
    half[column * size + column] = 1 / at(lower, column * size + column);
    for (let i = column + 1; i < size; i++) {
      let sum = 0;
      for (let k = column; k < i; k++) sum -= at(lower, i * size + k) * at(half, column * size + k);
      half[column * size + i] = sum / at(lower, i * size + i);
    }
  }
  const inverse = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = i; k < size; k++) sum += at(half, i * size + k) * at(half, j * size + k);
      inverse[i * size + j] = sum;
      inverse[j * size + i] = sum;
    }
  return inverse;
};
