import { unaryKernel } from "./elementwise.ts";

export const exp = unaryKernel<"exp">(x => Math.exp(x));
