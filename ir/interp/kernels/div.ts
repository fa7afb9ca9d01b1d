import { isInteger } from "../../dtype.ts";
import { binaryKernel } from "./elementwise.ts";

export const div = binaryKernel<"div">((a, b, _, dtype) => {
  if (!isInteger(dtype)) return a / b;
  return b === 0 ? 0 : Math.trunc(a / b);
});
