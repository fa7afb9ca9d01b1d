import { unaryKernel } from "./elementwise.ts";

export const silu = unaryKernel<"silu">(x => x / (1 + Math.exp(-x)));
