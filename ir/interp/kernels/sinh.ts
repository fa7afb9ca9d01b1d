import { unaryKernel } from "./elementwise.ts";

export const sinh = unaryKernel<"sinh">(x => Math.sinh(x));
