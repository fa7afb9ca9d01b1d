import { unaryKernel } from "./elementwise.ts";
import { errorFunction } from "../../../support/error-function.ts";

export const erf = unaryKernel<"erf">(x => errorFunction(x));
