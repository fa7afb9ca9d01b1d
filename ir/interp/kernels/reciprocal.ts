import { unaryKernel } from "./elementwise.ts";

export const reciprocal = unaryKernel<"reciprocal">(x => 1 / x);
