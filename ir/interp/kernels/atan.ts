import { unaryKernel } from "./elementwise.ts";

export const atan = unaryKernel<"atan">(x => Math.atan(x));
