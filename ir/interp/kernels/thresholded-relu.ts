import { unaryKernel } from "./elementwise.ts";

export const thresholdedRelu = unaryKernel<"thresholded_relu">((x, { alpha }) => (x > alpha ? x : 0));
