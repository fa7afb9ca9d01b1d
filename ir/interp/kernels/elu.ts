import { unaryKernel } from "./elementwise.ts";

export const elu = unaryKernel<"elu">((x, { alpha }) => (x >= 0 ? x : alpha * Math.expm1(x)));
