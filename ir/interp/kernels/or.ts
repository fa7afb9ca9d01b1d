import { binaryKernel } from "./elementwise.ts";
import { bitwise } from "./integer.ts";

export const or = binaryKernel<"or">(bitwise("or"));
