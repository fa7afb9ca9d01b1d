/** What a converter builds with: nodes of the graph, named after the node of the model that they stand for. */
import type { Value } from "../../graph.ts";
import type { OpAttributeInput, OpName } from "../../ops/index.ts";
import type { Tensor } from "../../tensor.ts";

/**
 * Adds nodes whose origin is the model's node. Where all operands are known and the result is small, the node is evaluated
 * at once and a constant is returned: that is how shape arithmetic disappears.
 */
export interface ConversionBuilder {
  /** The only result. @throws CompileError where the operator's definition finds a fault. */
  node<O extends OpName>(op: O, operands: readonly Value[], attributes: OpAttributeInput<O>): Value;
  /** All results of an operator that has several. */
  nodes<O extends OpName>(op: O, operands: readonly Value[], attributes: OpAttributeInput<O>): readonly Value[];
  /** A constant that the model has no name for. */
  constant(tensor: Tensor): Value;
  /** The value where it is known at compile time: a constant with data, or something evaluated. */
  known(value: Value): Tensor | undefined;
}
