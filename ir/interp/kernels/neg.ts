import { unaryKernel } from "./elementwise.ts";

export const neg = unaryKernel<"neg">(x => -x);
