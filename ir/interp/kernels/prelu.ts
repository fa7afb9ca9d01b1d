import { isInteger } from "../../dtype.ts";
import { binaryKernel } from "./elementwise.ts";
import { multiplyIntegers } from "./integer.ts";

export const prelu = binaryKernel<"prelu">((x, slope, _, dtype) => {
  if (x >= 0) return x;
  return isInteger(dtype) ? multiplyIntegers(dtype, x, slope) : slope * x;
});
