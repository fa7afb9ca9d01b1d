/** What the options of TensorFlow Lite's convolutions and pools say about their window. */
import type { Sliding } from "../../tensorflow/contraction.ts";
import type { Padding } from "../../tensorflow/window.ts";
import { IllFormed } from "../../conversion/refusal.ts";

export interface WindowOptions {
  readonly padding: Padding;
  readonly strideWidth: number;
  readonly strideHeight: number;
  readonly dilationWidth?: number;
  readonly dilationHeight?: number;
}

/** @throws Refusal where a stride or dilation is not positive. */
export const slidingOf = (options: WindowOptions): Sliding & { readonly padding: Padding } => {
  const { padding, strideHeight, strideWidth, dilationHeight = 1, dilationWidth = 1 } = options;
  if (Math.min(strideHeight, strideWidth, dilationHeight, dilationWidth) < 1)
    throw new IllFormed("its strides and dilations must be positive");
  return { padding, strides: [strideHeight, strideWidth], dilations: [dilationHeight, dilationWidth] };
};
