/** How a contraction runs on a machine: a loop nest, cut at the storage levels. */
import type { Dimension, TensorName } from "./workload.ts";

/**
 * Splits the extent it finds, `e`, into `bound` pieces of `⌈e / bound⌉`, of which the last may be smaller: factors need not
 * divide. Every piece must have something to do, so that 7 splits into 4 (2+2+2+1) but not into 5.
 */
export interface Loop {
  readonly dimension: Dimension;
  readonly bound: number;
}

export interface LevelMapping {
  /** Run by this level, outermost first. */
  readonly temporal: readonly Loop[];
  /** Unrolled over the fan-out below this level; `x` stands outside `y`. */
  readonly spatial: { readonly x: readonly Loop[]; readonly y: readonly Loop[] };
  /** Tensors stored here; the others pass by. */
  readonly keeps: readonly TensorName[];
}

/** One entry per storage level of the architecture, outermost first. */
export interface Mapping {
  readonly levels: readonly LevelMapping[];
}
