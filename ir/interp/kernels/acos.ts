import { unaryKernel } from "./elementwise.ts";

export const acos = unaryKernel<"acos">(x => Math.acos(x));
