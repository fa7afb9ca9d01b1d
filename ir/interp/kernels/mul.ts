import { isInteger } from "../../dtype.ts";
import { binaryKernel } from "./elementwise.ts";
import { multiplyIntegers } from "./integer.ts";

export const mul = binaryKernel<"mul">((a, b, _, dtype) => (isInteger(dtype) ? multiplyIntegers(dtype, a, b) : a * b));
