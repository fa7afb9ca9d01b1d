/** How long a vector unit is busy: with elements that pass it, however little is done to each, and with what is done. */
import type { VectorUnit } from "./architecture.ts";
import { epilogueBitsAt } from "./epilogue.ts";
import { type Contraction, elementsOf } from "./workload.ts";

export interface VectorWork {
  /** Of the longest stream in or out. */
  readonly elements: number;
  readonly operations: number;
  /** Exponentials, roots, quotients or the like are among the operations. */
  readonly hasFunctions: boolean;
}

/**
 * An element passes `stages` operations at once, and passes again for more; functions let one element in every `functionInterval`
 * passes. Cycles = elements × passes × stages ÷ lanes: data that is only moved takes one pass.
 * Ignores: start-up of the pipeline; conversion of widths on the way out, a stage of its own.
 */
export const vectorCycles = (
  { lanes, stages = 1, functionInterval = 1 }: Pick<VectorUnit, "lanes" | "stages" | "functionInterval">,
  { elements, operations, hasFunctions }: VectorWork,
): number => {
  if (elements === 0) return operations / lanes;
  const rounds = operations / elements / stages;
  // Rounding errors of averages must not cost a pass.
  const passes = Math.max(1, stages === 1 ? rounds : Math.ceil(rounds - 1e-9));
  return (elements * stages * Math.max(passes, hasFunctions ? functionInterval : 1)) / lanes;
};

/** For a contraction's epilogue: what is done to its outputs, and the operands that this takes. */
export const epilogueCycles = (contraction: Contraction, unit: VectorUnit): number => {
  const { operationsPerOutput, hasFunctions = false } = contraction.epilogue;
  const elements = operationsPerOutput === 0 ? 0 : elementsOf(contraction, "outputs");
  const work = { elements, operations: elements * operationsPerOutput, hasFunctions };
  return Math.max(vectorCycles(unit, work), epilogueBitsAt(contraction, unit, unit.level) / unit.bandwidth);
};
