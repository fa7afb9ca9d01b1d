import { binaryKernel } from "./elementwise.ts";

export const less = binaryKernel<"less">((a, b) => Number(a < b));
