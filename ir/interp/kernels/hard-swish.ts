import { unaryKernel } from "./elementwise.ts";

export const hardSwish = unaryKernel<"hard_swish">(x => x * Math.max(0, Math.min(1, x / 6 + 0.5)));
