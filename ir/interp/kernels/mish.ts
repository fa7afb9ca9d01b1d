import { unaryKernel } from "./elementwise.ts";
import { logOfOnePlusExp } from "./softplus.ts";

export const mish = unaryKernel<"mish">(x => x * Math.tanh(logOfOnePlusExp(x)));
