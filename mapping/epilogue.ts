/** What the vector unit reads beside the outputs that pass it, by the level where it lies. */
import type { VectorUnit } from "./architecture.ts";
import type { Contraction, EpilogueOperand } from "./workload.ts";

export const epilogueOperandsAt = (
  { epilogue }: Contraction,
  vectorUnit: VectorUnit,
  level: string,
): readonly EpilogueOperand[] => epilogue.operands.filter(operand => (operand.level ?? vectorUnit.level) === level);

export const epilogueBitsAt = (contraction: Contraction, vectorUnit: VectorUnit, level: string): number =>
  epilogueOperandsAt(contraction, vectorUnit, level).reduce((total, { elements, bits }) => total + elements * bits, 0);
