/** How the scatters write: every update meets what stands at its place, in order. */
import type { ScatterReduction } from "../../ops/scatter.ts";
import type { Tensor, TensorType } from "../../tensor.ts";
import { rounded } from "./store.ts";

/** The input with `run` consecutive updates combined at each place. */
export const scatterAt = (
  input: Tensor,
  places: Int32Array,
  updates: Tensor,
  run: number,
  reduction: ScatterReduction,
  type: TensorType,
): Tensor => {
  const values = new Float64Array(input.data);
  const combine = combinations[reduction];
  for (const [i, place] of places.entries())
    for (let j = 0; j < run; j++)
      values[place + j] = combine(values[place + j] ?? NaN, updates.data[i * run + j] ?? NaN);
  return rounded(type, values);
};

const combinations: Readonly<Record<ScatterReduction, (there: number, update: number) => number>> = {
  none: (_, update) => update,
  add: (there, update) => there + update,
  mul: (there, update) => there * update,
  max: (there, update) => Math.max(there, update),
  min: (there, update) => Math.min(there, update),
};
