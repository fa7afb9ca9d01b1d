import { unaryKernel } from "./elementwise.ts";

export const celu = unaryKernel<"celu">((x, { alpha }) => Math.max(x, 0) + Math.min(0, alpha * Math.expm1(x / alpha)));
