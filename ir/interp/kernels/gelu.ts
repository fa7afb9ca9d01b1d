import { unaryKernel } from "./elementwise.ts";
import { errorFunction } from "../../../support/error-function.ts";

export const gelu = unaryKernel<"gelu">((x, { approximate }) =>
  approximate === "none"
    ? (x / 2) * (1 + errorFunction(x / Math.SQRT2))
    : (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
);
