import { unaryKernel } from "./elementwise.ts";

/** log(1 + exp(x)) without overflow: log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|)). */
export const logOfOnePlusExp = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

export const softplus = unaryKernel<"softplus">(x => logOfOnePlusExp(x));
