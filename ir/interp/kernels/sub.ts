import { binaryKernel } from "./elementwise.ts";

export const sub = binaryKernel<"sub">((a, b) => a - b);
