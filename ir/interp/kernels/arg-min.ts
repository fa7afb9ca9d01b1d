import { argExtremeKernel } from "./arg-extreme.ts";

export const argMin = argExtremeKernel<"arg_min">((candidate, best) => candidate < best);
