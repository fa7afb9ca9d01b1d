import { unaryKernel } from "./elementwise.ts";

export const sign = unaryKernel<"sign">(x => Math.sign(x));
