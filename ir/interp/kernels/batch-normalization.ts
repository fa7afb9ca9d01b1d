import { allocate } from "../../dtype.ts";
import { elementCount } from "../../tensor.ts";
import type { Kernel } from "../kernel.ts";
import { operandAt, storeAs, typeAt } from "./elementwise.ts";

export const batchNormalization: Kernel<"batch_normalization"> = ({ operands, attributes, results }) => {
  const type = typeAt(results, 0);
  const input = operandAt(operands, 0);
  const [batch = 0, channels = 0, ...plane] = type.dims;
  const count = elementCount(plane);
  const store = storeAs(type.dtype);
  const data = allocate(type.dtype, input.data.length);
  for (let run = 0; run < batch * channels; run++) {
    const [, scale = NaN, bias = NaN, mean = NaN, variance = NaN] = operands.map(each => each.data[run % channels]);
    const deviation = Math.sqrt(variance + attributes.epsilon);
    for (let i = run * count; i < (run + 1) * count; i++)
      data[i] = store((scale * ((input.data[i] ?? NaN) - mean)) / deviation + bias);
  }
  return [{ type, data }];
};
