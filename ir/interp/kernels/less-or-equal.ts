import { binaryKernel } from "./elementwise.ts";

export const lessOrEqual = binaryKernel<"less_or_equal">((a, b) => Number(a <= b));
