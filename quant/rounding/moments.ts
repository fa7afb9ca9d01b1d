/** Second moments of a layer's inputs. Row-major, binary64. */

/** Of input vectors x̂ (as the quantized network sees them) and x (as the float network does), both of length `size`. */
export interface Moments {
  readonly size: number;
  /** E[x̂]. */
  readonly mean: Float64Array;
  /** E[x]. */
  readonly floatMean: Float64Array;
  /** Cov(x̂, x̂), symmetric. */
  readonly covariance: Float64Array;
  /** Cov(x̂, x): rows count x̂. */
  readonly cross: Float64Array;
}
