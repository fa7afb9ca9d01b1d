import { unaryKernel } from "./elementwise.ts";

export const floor = unaryKernel<"floor">(x => Math.floor(x));
