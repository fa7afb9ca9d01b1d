import { unaryKernel } from "./elementwise.ts";

export const sqrt = unaryKernel<"sqrt">(x => Math.sqrt(x));
