import { unaryKernel } from "./elementwise.ts";

export const softsign = unaryKernel<"softsign">(x => x / (1 + Math.abs(x)));
