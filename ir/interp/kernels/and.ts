import { binaryKernel } from "./elementwise.ts";
import { bitwise } from "./integer.ts";

export const and = binaryKernel<"and">(bitwise("and"));
