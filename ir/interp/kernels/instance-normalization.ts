import { allocate } from "../../dtype.ts";
import { elementCount } from "../../tensor.ts";
import type { Kernel } from "../kernel.ts";
import { operandAt, storeAs, typeAt } from "./elementwise.ts";
import { normalizeRun } from "./moments.ts";

export const instanceNormalization: Kernel<"instance_normalization"> = ({ operands, attributes, results }) => {
  const type = typeAt(results, 0);
  const [input, scale, bias] = [operandAt(operands, 0), operandAt(operands, 1), operandAt(operands, 2)];
  const [batch = 0, channels = 0, ...plane] = type.dims;
  const count = elementCount(plane);
  const normalized = new Float64Array(input.data.length);
  const store = storeAs(type.dtype);
  const data = allocate(type.dtype, normalized.length);
  for (let run = 0; run < batch * channels; run++) {
    const start = run * count;
    const channel = run % channels;
    normalizeRun(input.data, start, count, attributes.epsilon, normalized);
    for (let i = start; i < start + count; i++)
      data[i] = store((normalized[i] ?? NaN) * (scale.data[channel] ?? NaN) + (bias.data[channel] ?? NaN));
  }
  return [{ type, data }];
};
