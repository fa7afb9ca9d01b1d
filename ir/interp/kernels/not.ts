import { unaryKernel } from "./elementwise.ts";

export const not = unaryKernel<"not">((x, _, dtype) => (dtype === "bool" ? 1 - x : -x - 1));
