import { argExtremeKernel } from "./arg-extreme.ts";

export const argMax = argExtremeKernel<"arg_max">((candidate, best) => candidate > best);
