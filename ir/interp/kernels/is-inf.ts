import { unaryKernel } from "./elementwise.ts";

export const isInf = unaryKernel<"is_inf">((x, attributes) =>
  Number((x === Infinity && attributes.detect_positive) || (x === -Infinity && attributes.detect_negative)),
);
