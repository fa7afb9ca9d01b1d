import { binaryKernel } from "./elementwise.ts";

export const max = binaryKernel<"max">((a, b) => Math.max(a, b));
