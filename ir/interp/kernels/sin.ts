import { unaryKernel } from "./elementwise.ts";

export const sin = unaryKernel<"sin">(x => Math.sin(x));
