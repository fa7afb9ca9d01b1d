import { isInteger } from "../../dtype.ts";
import { multiplyIntegers } from "./integer.ts";
import { reductionKernel } from "./reduction.ts";

export const reduceProd = reductionKernel<"reduce_prod">({
  initial: () => 1,
  combine: (total, x, dtype) => (isInteger(dtype) ? multiplyIntegers(dtype, total, x) : total * x),
});
