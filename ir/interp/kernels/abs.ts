import { unaryKernel } from "./elementwise.ts";

export const abs = unaryKernel<"abs">(x => Math.abs(x));
