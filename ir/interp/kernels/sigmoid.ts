import { unaryKernel } from "./elementwise.ts";

export const sigmoid = unaryKernel<"sigmoid">(x => 1 / (1 + Math.exp(-x)));
