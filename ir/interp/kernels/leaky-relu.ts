import { unaryKernel } from "./elementwise.ts";

export const leakyRelu = unaryKernel<"leaky_relu">((x, { alpha }) => (x >= 0 ? x : alpha * x));
