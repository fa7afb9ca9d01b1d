/** What a contraction reads, in the order that `Lowered` asks for. */
import type { LoweredOperand, LoweringInput, Read, Source } from "./lowering.ts";

export const contractionReads = (
  { operands }: LoweringInput,
  inputs: Source,
  weights: Source,
  epilogue: readonly (LoweredOperand | undefined)[] = [],
): readonly Read[] => [
  { source: inputs, role: "inputs" },
  { source: weights, role: "weights" },
  ...epilogue.flatMap((operand): Read[] =>
    operand === undefined ? [] : [{ source: operands.indexOf(operand), role: "epilogue" }],
  ),
];
