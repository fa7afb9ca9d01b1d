import { unaryKernel } from "./elementwise.ts";

export const cos = unaryKernel<"cos">(x => Math.cos(x));
