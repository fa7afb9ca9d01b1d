import { binaryKernel } from "./elementwise.ts";

export const min = binaryKernel<"min">((a, b) => Math.min(a, b));
