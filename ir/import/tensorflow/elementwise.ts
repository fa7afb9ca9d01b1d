/** Operators that treat every element alike: they work in whatever order of axes their operands are held. */
import type { Value } from "../../graph.ts";
import type { OpAttributeInput, OpName } from "../../ops/index.ts";
import { elementCount, scalar } from "../../tensor.ts";
import { reshaped } from "../conversion/arithmetic.ts";
import type { ConversionBuilder } from "../conversion/builder.ts";
import { asHeld, type AxisOrder, computed, type Laid, modelOrder } from "./laid.ts";

export const elementwise = <O extends OpName>(
  build: ConversionBuilder,
  op: O,
  operands: readonly Laid[],
  attributes: OpAttributeInput<O>,
): Laid => {
  const { values, order } = alike(build, operands);
  return computed(build.node(op, values, attributes), order);
};

/** The operands as values that broadcast to each other, and the order of the result's axes. */
const alike = (build: ConversionBuilder, operands: readonly Laid[]): { values: readonly Value[]; order: AxisOrder } => {
  const [only] = operands;
  if (only !== undefined && operands.length === 1) return { values: [asHeld(only, build)], order: only.order };
  const rank = Math.max(0, ...operands.map(({ type }) => type.dims.length));
  const order = commonOrder(operands.filter(({ type }) => type.dims.length === rank));
  return { values: operands.map(operand => broadcastable(build, operand, order)), order };
};

/** That of the largest operand, which costs most to move; among equals of one that is not held as in the model. */
export const commonOrder = (operands: readonly Laid[]): AxisOrder => {
  const most = Math.max(...operands.map(({ type }) => elementCount(type.dims)));
  const large = operands.filter(({ type }) => elementCount(type.dims) === most);
  const rearranged = large.find(({ order }) => order.some((axis, i) => axis !== i));
  return (rearranged ?? large[0])?.order ?? [];
};

/** Axes align at the right in the model's order; those that an operand lacks have one element. */
const broadcastable = (build: ConversionBuilder, operand: Laid, order: AxisOrder): Value => {
  const { dims } = operand.type;
  const lacking = order.length - dims.length;
  if (lacking === 0) return operand.inOrder(order, build);
  if (elementCount(dims) === 1) return asHeld(operand, build);
  const own = order.filter(axis => axis >= lacking).map(axis => axis - lacking);
  const value = operand.inOrder(own, build);
  const shape = order.map(axis => (axis < lacking ? 1 : (dims[axis - lacking] ?? 1)));
  // Leading axes of one element say nothing.
  const first = shape.findIndex(dim => dim !== 1);
  return reshaped(build, value, shape.slice(first));
};

/** `value` in the type of `like`. */
export const scalarOperand = (build: ConversionBuilder, like: Laid, value: number): Laid =>
  computed(build.constant(scalar(like.type.dtype, value)), modelOrder(0));
