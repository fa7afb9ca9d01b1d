import { binaryKernel } from "./elementwise.ts";

export const equal = binaryKernel<"equal">((a, b) => Number(a === b));
