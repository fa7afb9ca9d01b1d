import { binaryKernel } from "./elementwise.ts";

export const greater = binaryKernel<"greater">((a, b) => Number(a > b));
