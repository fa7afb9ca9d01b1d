import { allocate } from "../../dtype.ts";
import { reducedDims } from "../../ops/axes.ts";
import type { Kernel } from "../kernel.ts";
import { broadcastIndex, operandAt, storeAs, typeAt } from "./elementwise.ts";
import { fold, leastOf, zero } from "./reduction.ts";

export const reduceLogSumExp: Kernel<"reduce_log_sum_exp"> = ({ operands, attributes: { axes }, results }) => {
  const type = typeAt(results, 0);
  const input = operandAt(operands, 0);
  const maxima = fold(input, axes, leastOf, (total, x) => Math.max(total, x));
  const maximumAt = broadcastIndex(reducedDims(input.type.dims, axes, true), input.type.dims);
  // An infinite maximum would make its own difference NaN; subtracting 0 leaves exp to give 0 or infinity.
  const shifts = maxima.map(maximum => (Number.isFinite(maximum) ? maximum : 0));
  const exponentials = Float64Array.from(input.data, (x, i) => Math.exp(x - (shifts[maximumAt[i] ?? 0] ?? 0)));
  const sums = fold({ type: { ...input.type, dtype: "f64" }, data: exponentials }, axes, zero, (sum, x) => sum + x);
  const store = storeAs(type.dtype);
  const data = allocate(type.dtype, sums.length);
  for (let i = 0; i < data.length; i++) data[i] = store((shifts[i] ?? 0) + Math.log(sums[i] ?? NaN));
  return [{ type, data }];
};
