import { allocate } from "../../dtype.ts";
import { elementCount } from "../../tensor.ts";
import type { Kernel } from "../kernel.ts";
import { operandAt, storeAs, typeAt } from "./elementwise.ts";

export const localResponseNormalization: Kernel<"local_response_normalization"> = call => {
  const type = typeAt(call.results, 0);
  const input = operandAt(call.operands, 0);
  const { size, alpha, beta, bias } = call.attributes;
  const [, channels = 0, ...plane] = type.dims;
  const count = elementCount(plane);
  const store = storeAs(type.dtype);
  const data = allocate(type.dtype, input.data.length);
  for (let i = 0; i < data.length; i++) {
    const channel = Math.floor(i / count) % channels;
    const first = Math.max(0, channel - Math.floor((size - 1) / 2));
    const last = Math.min(channels - 1, channel + Math.ceil((size - 1) / 2));
    let squares = 0;
    for (let c = first; c <= last; c++) squares += (input.data[i + (c - channel) * count] ?? NaN) ** 2;
    data[i] = store((input.data[i] ?? NaN) / (bias + (alpha / size) * squares) ** beta);
  }
  return [{ type, data }];
};
