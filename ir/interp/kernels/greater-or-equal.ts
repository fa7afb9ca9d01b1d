import { binaryKernel } from "./elementwise.ts";

export const greaterOrEqual = binaryKernel<"greater_or_equal">((a, b) => Number(a >= b));
