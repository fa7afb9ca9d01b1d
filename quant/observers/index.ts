/** The only list of observers. */
import { entropy } from "./entropy.ts";
import { meanSquaredError } from "./mean-squared-error.ts";
import { minMax } from "./min-max.ts";
import type { Observer } from "./observer.ts";
import { percentile } from "./percentile.ts";

export const observers = {
  "min-max": minMax,
  percentile,
  mse: meanSquaredError,
  entropy,
} as const satisfies Record<string, Observer>;
export type ObserverName = keyof typeof observers;
