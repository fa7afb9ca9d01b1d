import { allocate } from "../../dtype.ts";
import { elementCount } from "../../tensor.ts";
import type { Kernel } from "../kernel.ts";
import { broadcastIndex, operandAt, storeAs, typeAt } from "./elementwise.ts";
import { normalizeRun } from "./moments.ts";

export const layerNormalization: Kernel<"layer_normalization"> = ({ operands, attributes, results }) => {
  const type = typeAt(results, 0);
  const input = operandAt(operands, 0);
  const [, scale, bias] = operands;
  const dims = type.dims.slice(attributes.axis);
  const count = elementCount(dims);
  const scaleAt = scale && broadcastIndex(scale.type.dims, dims);
  const biasAt = bias && broadcastIndex(bias.type.dims, dims);
  const normalized = new Float64Array(input.data.length);
  const store = storeAs(type.dtype);
  const data = allocate(type.dtype, normalized.length);
  for (let start = 0; start < normalized.length; start += count) {
    normalizeRun(input.data, start, count, attributes.epsilon, normalized);
    for (let i = 0; i < count; i++) {
      const scaled = (normalized[start + i] ?? NaN) * (scaleAt ? (scale.data[scaleAt[i] ?? 0] ?? NaN) : 1);
      data[start + i] = store(scaled + (biasAt ? (bias.data[biasAt[i] ?? 0] ?? NaN) : 0));
    }
  }
  return [{ type, data }];
};
