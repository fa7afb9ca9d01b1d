import { roundHalfEven } from "../../../support/float16.ts";
import { unaryKernel } from "./elementwise.ts";

export const round = unaryKernel<"round">(x => (x < 0 && x >= -0.5 ? -0 : roundHalfEven(x)));
