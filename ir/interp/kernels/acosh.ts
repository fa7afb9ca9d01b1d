import { unaryKernel } from "./elementwise.ts";

export const acosh = unaryKernel<"acosh">(x => Math.acosh(x));
