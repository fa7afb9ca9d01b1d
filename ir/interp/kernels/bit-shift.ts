import { bitsOf } from "../../dtype.ts";
import { binaryKernel } from "./elementwise.ts";

export const bitShift = binaryKernel<"bit_shift">((a, b, { direction }, dtype) => {
  if (b >= bitsOf(dtype)) return 0;
  return direction === "left" ? a * 2 ** b : Math.floor(a / 2 ** b);
});
