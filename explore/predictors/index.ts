/** The list of predictors. */
import { boostedTrees } from "./boosted-trees/boosted-trees.ts";
import { gaussianProcess } from "./gaussian-process/gaussian-process.ts";
import type { PredictorDefinition } from "./predictor.ts";
import { ridge } from "./ridge.ts";

export const predictors = {
  ridge,
  gbdt: boostedTrees,
  gaussian: gaussianProcess,
} as const satisfies Record<string, PredictorDefinition>;
export type PredictorName = keyof typeof predictors;
