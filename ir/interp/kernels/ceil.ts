import { unaryKernel } from "./elementwise.ts";

export const ceil = unaryKernel<"ceil">(x => Math.ceil(x));
