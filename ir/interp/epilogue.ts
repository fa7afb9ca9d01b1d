/** The steps of a fused contraction, run with the same kernels as the operators that they came from. */
import { parseEpilogueStep, readsOperand } from "../epilogue.ts";
import { InternalError } from "../../support/diagnostic.ts";
import type { Tensor } from "../tensor.ts";
import type { Kernel } from "./kernel.ts";
import { epilogueKernels } from "./kernels/epilogue-kernels.ts";

/** Applies `steps` in order to the accumulator; each step that takes a second operand reads the next of `extras`. */
export const applyEpilogue = (accumulator: Tensor, steps: readonly string[], extras: readonly Tensor[]): Tensor => {
  let value = accumulator;
  let nextExtra = 0;
  for (const text of steps) {
    const step = parseEpilogueStep(text);
    if (step === undefined) throw new InternalError(`epilogue step ${text}`);
    const kernel = epilogueKernels[step.op] as Kernel<never>;
    const operands = readsOperand(text) ? [value, ...extras.slice(nextExtra++, nextExtra)] : [value];
    const [result] = kernel({ operands, attributes: step.attributes as never, results: [value.type] });
    if (result === undefined) throw new InternalError(`epilogue step ${text} gives nothing`);
    value = result;
  }
  return value;
};
