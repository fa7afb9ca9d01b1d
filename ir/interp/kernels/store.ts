/** From doubles to a tensor: the one rounding of every result element. */
import { allocate } from "../../dtype.ts";
import type { Tensor, TensorType } from "../../tensor.ts";
import { storeAs } from "./elementwise.ts";

/** Values rounded to the type: floats to nearest even, exact integers wrapped around. */
export const rounded = (type: TensorType, values: Float64Array): Tensor => {
  const data = allocate(type.dtype, values.length);
  if (type.dtype === "f32" || type.dtype === "f64") data.set(values);
  else {
    const store = storeAs(type.dtype);
    for (let i = 0; i < data.length; i++) data[i] = store(values[i] ?? NaN);
  }
  return { type, data };
};

/** Sums that start at the bias of their channel: `rest` elements per channel, the whole repeated `batch` times. */
export const startAtBias = (bias: Tensor | undefined, batch: number, channels: number, rest: number): Float64Array => {
  const sums = new Float64Array(batch * channels * rest);
  if (bias !== undefined)
    for (let i = 0; i < batch * channels; i++) sums.fill(bias.data[i % channels] ?? NaN, i * rest, (i + 1) * rest);
  return sums;
};
