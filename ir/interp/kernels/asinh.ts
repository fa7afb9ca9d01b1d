import { unaryKernel } from "./elementwise.ts";

export const asinh = unaryKernel<"asinh">(x => Math.asinh(x));
