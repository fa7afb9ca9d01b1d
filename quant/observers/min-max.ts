import { type Observer, withZero } from "./observer.ts";

export const minMax: Observer = {
  name: "min-max",
  summary: "From the least to the largest value seen: nothing is clipped, one outlier widens every step.",
  rangeOf: histogram => withZero(histogram),
};
