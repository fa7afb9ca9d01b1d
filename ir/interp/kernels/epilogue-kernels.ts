/** The kernels of the operators that may stand in an epilogue; a gap is a compile error. */
import type { EpilogueOp } from "../../epilogue.ts";
import type { Kernel } from "../kernel.ts";
import { add } from "./add.ts";
import { relu } from "./relu.ts";

export const epilogueKernels: { readonly [O in EpilogueOp]: Kernel<O> } = { add, relu };
