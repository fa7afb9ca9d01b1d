import { unaryKernel } from "./elementwise.ts";

export const relu = unaryKernel<"relu">(x => Math.max(x, 0));
