import { unaryKernel } from "./elementwise.ts";

export const tan = unaryKernel<"tan">(x => Math.tan(x));
