import { binaryKernel } from "./elementwise.ts";

export const add = binaryKernel<"add">((a, b) => a + b);
