import { unaryKernel } from "./elementwise.ts";

export const hardSigmoid = unaryKernel<"hard_sigmoid">((x, { alpha, beta }) =>
  Math.max(0, Math.min(1, alpha * x + beta)),
);
