/** How operators become workloads: the contract of the lowerings in this folder. */
import type { Attributes } from "../../ir/attributes.ts";
import type { Work } from "../../ir/op.ts";
import type { TensorType } from "../../ir/tensor.ts";
import type { Precision, Workload } from "../workload.ts";
import type { Bits } from "../../support/quantity.ts";

/** A node as its lowering sees it. */
export interface LoweringInput {
  readonly op: string;
  readonly operands: readonly LoweredOperand[];
  readonly results: readonly TensorType[];
  readonly attributes: Attributes;
  /** What the operator's definition says of the node. */
  readonly work: Work;
  readonly precision: Precision;
}

export interface LoweredOperand {
  readonly type: TensorType;
  /** A weight rather than an activation. */
  readonly isConstant: boolean;
}

/**
 * Where something that a workload reads comes from: the node's operand at that position, what the workload before left (scores, products), or a constant
 * that is no operand of this node.
 */
export type Source = number | "previous" | "constant";

/** What a workload reads, so that whoever decides where tensors lie can tell which is which. */
export type Read =
  /** Of a contraction. Those of the epilogue stand in the order of its operands. */
  | { readonly source: Source; readonly role: "inputs" | "weights" | "epilogue" }
  /** Of a vector workload: a part of its stream. */
  | { readonly source: Source; readonly role: "stream"; readonly elements: number; readonly bits: Bits };

/** What a node asks of a machine, in the order of execution. Where `workloads` is empty, `free` says why it costs nothing. */
export interface Lowered {
  readonly workloads: readonly Workload[];
  /** For each workload. The last one writes the node's results, any other what the next one reads. */
  readonly reads: readonly (readonly Read[])[];
  readonly free?: string;
}

export type Lowering = (input: LoweringInput) => Lowered;
