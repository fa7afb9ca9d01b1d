import { unaryKernel } from "./elementwise.ts";

export const tanh = unaryKernel<"tanh">(x => Math.tanh(x));
