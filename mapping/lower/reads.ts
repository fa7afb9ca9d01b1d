/** What a workload reads, so that whoever decides where tensors lie can tell which is which. */
import type { Bits } from "../../support/quantity.ts";
import type { LoweredOperand, LoweringInput } from "./lowering.ts";

/**
 * Where it comes from: the node's operand at that position, what the workload before left (scores, products), or a constant
 * that is no operand of this node.
 */
export type Source = number | "previous" | "constant";

export type Read =
  /** Of a contraction. Those of the epilogue stand in the order of its operands. */
  | { readonly source: Source; readonly role: "inputs" | "weights" | "epilogue" }
  /** Of a vector workload: a part of its stream. */
  | { readonly source: Source; readonly role: "stream"; readonly elements: number; readonly bits: Bits };

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
