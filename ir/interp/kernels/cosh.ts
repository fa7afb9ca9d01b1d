import { unaryKernel } from "./elementwise.ts";

export const cosh = unaryKernel<"cosh">(x => Math.cosh(x));
