/** Dimensions that TensorFlow.js models leave open, in both kinds of models alike. */
import type { OpenDim } from "../conversion/open-inputs.ts";

/** The first of several axes is the batch, which nearly every model leaves open: one sample, unless the user binds another number. */
export const openDim = (input: string, axis: number, rank: number): OpenDim => ({
  symbol: `${input}.${axis}`,
  ...(axis === 0 && rank > 1 ? { byDefault: 1 } : {}),
});
