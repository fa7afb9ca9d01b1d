import { unaryKernel } from "./elementwise.ts";

export const selu = unaryKernel<"selu">((x, { alpha, gamma }) => gamma * (x > 0 ? x : alpha * Math.expm1(x)));
