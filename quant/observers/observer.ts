/** What an observer is: a rule that picks the range of a tensor from its histogram. */
import type { Histogram } from "./histogram.ts";

export interface Range {
  readonly low: number;
  readonly high: number;
}

export interface Observer {
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  /** The range whose ends get the outermost of `levels` codes; it always holds 0. */
  rangeOf(histogram: Histogram, levels: number): Range;
}

/** Widened to hold 0, which padding and rectified values must hit exactly; [0, 0] where nothing was seen. */
export const withZero = ({ low, high }: Range): Range => ({ low: Math.min(low, 0), high: Math.max(high, 0) });
