import { unaryKernel } from "./elementwise.ts";

export const atanh = unaryKernel<"atanh">(x => Math.atanh(x));
