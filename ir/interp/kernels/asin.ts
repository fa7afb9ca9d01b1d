import { unaryKernel } from "./elementwise.ts";

export const asin = unaryKernel<"asin">(x => Math.asin(x));
