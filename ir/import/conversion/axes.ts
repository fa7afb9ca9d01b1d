/** Axes as ONNX gives them, counted from either end, made to count from the front. */
import { normalizeAxis } from "../../tensor.ts";
import { IllFormed } from "./refusal.ts";

/** @throws Refusal where the axis lies outside the rank. */
export const axisFromFront = (axis: number, rank: number): number => {
  const normalized = normalizeAxis(axis, rank);
  if (normalized === undefined) throw new IllFormed(`its axis ${axis} lies outside the ${rank} axes of its operand`);
  return normalized;
};

/** In the order given. @throws Refusal as `axisFromFront`, or where an axis is named twice. */
export const axesFromFront = (axes: readonly number[], rank: number): number[] => {
  const normalized = axes.map(axis => axisFromFront(axis, rank));
  if (new Set(normalized).size < axes.length) throw new IllFormed(`its axes [${axes.join(",")}] name an axis twice`);
  return normalized;
};
