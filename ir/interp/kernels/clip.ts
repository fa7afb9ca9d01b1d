import { unaryKernel } from "./elementwise.ts";

export const clip = unaryKernel<"clip">((x, { min, max }) => Math.min(Math.max(x, min), max));
