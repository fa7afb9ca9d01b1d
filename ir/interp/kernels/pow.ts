import { isInteger } from "../../dtype.ts";
import { binaryKernel } from "./elementwise.ts";
import { integerPower } from "./integer.ts";

/** IEEE 754 pow: unlike `**`, 1 to any power is 1 and so is -1 to an infinite one. */
const power = (a: number, b: number): number => (a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : a ** b);

export const pow = binaryKernel<"pow">((a, b, _, dtype) =>
  isInteger(dtype) ? integerPower(dtype, a, b) : power(a, b),
);
