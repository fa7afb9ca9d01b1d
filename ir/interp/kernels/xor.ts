import { binaryKernel } from "./elementwise.ts";
import { bitwise } from "./integer.ts";

export const xor = binaryKernel<"xor">(bitwise("xor"));
