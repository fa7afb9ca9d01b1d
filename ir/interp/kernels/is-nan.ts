import { unaryKernel } from "./elementwise.ts";

export const isNan = unaryKernel<"is_nan">(x => Number(Number.isNaN(x)));
