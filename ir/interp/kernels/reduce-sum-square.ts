import { isInteger } from "../../dtype.ts";
import { multiplyIntegers } from "./integer.ts";
import { reductionKernel, zero } from "./reduction.ts";

export const reduceSumSquare = reductionKernel<"reduce_sum_square">({
  initial: zero,
  combine: (total, x, dtype) => total + (isInteger(dtype) ? multiplyIntegers(dtype, x, x) : x * x),
});
