/**
 * Tensors of models that put channels last, in a graph that puts them first. A tensor stays in the order of axes in which it was
 * computed; it is moved only where a reader needs another order, so that movements which would cancel are never made.
 */
import type { Value } from "../../graph.ts";
import { permuted } from "../../interp/kernels/select.ts";
import type { Tensor, TensorType } from "../../tensor.ts";
import type { ConversionBuilder } from "../conversion/builder.ts";
import type { Values } from "../conversion/values.ts";

/** Axis i of what the graph holds is axis `order[i]` of the model's tensor. */
export type AxisOrder = readonly number[];

export interface Laid {
  /** Dims in the model's order. */
  readonly type: TensorType;
  /** The order in which the graph holds it without moving anything. */
  readonly order: AxisOrder;
  /** The graph's value in an order; made once for each. */
  inOrder(order: AxisOrder, build: ConversionBuilder): Value;
  /** The elements in the model's order, where they are known at compile time. */
  known(build: ConversionBuilder): Tensor | undefined;
}

export const modelOrder = (rank: number): AxisOrder => Array.from({ length: rank }, (_, axis) => axis);

/** [batch, channels, height, width] of [batch, height, width, channels]. */
export const imageOrder: AxisOrder = [0, 3, 1, 2];

/** A value that the graph computes, or an input of it, with its axes in `order`. */
export const computed = (value: Value, order: AxisOrder): Laid => {
  const dims = order.map((_, axis) => value.type.dims[order.indexOf(axis)] ?? 1);
  const held = new Map([[order.join(), value]]);
  return {
    type: { dtype: value.type.dtype, dims },
    order,
    inOrder: (wanted, build) => {
      const found = held.get(wanted.join()) ?? moved(value, order, wanted, build);
      held.set(wanted.join(), found);
      return found;
    },
    known: build => {
      const tensor = build.known(value);
      return tensor === undefined
        ? undefined
        : reordered(
            tensor,
            modelOrder(order.length).map(axis => order.indexOf(axis)),
          );
    },
  };
};

/** The same value with its axes in the model's order: what most operators make. */
export const inModelOrder = (value: Value): Laid => computed(value, modelOrder(value.type.dims.length));

/** A weight that the model file holds. It becomes a constant of the graph in each order that is read, under its own name. */
export const stored = (name: string, tensor: Tensor, values: Values): Laid => {
  const order = modelOrder(tensor.type.dims.length);
  const held = new Map<string, Value>();
  const constantOf = (inPlace: Tensor): Value => values.constant(name, inPlace.type, inPlace);
  return {
    type: tensor.type,
    order,
    inOrder: wanted => {
      const found = held.get(wanted.join()) ?? constantOf(reordered(tensor, wanted));
      held.set(wanted.join(), found);
      return found;
    },
    known: () => tensor,
  };
};

/** The tensor whose axis i is axis `order[i]` of the given one. Data are shared where nothing moves. */
const reordered = (tensor: Tensor, order: AxisOrder): Tensor => {
  const { dtype, dims } = tensor.type;
  return movesNothing(order, dims)
    ? { type: { dtype, dims: order.map(axis => dims[axis] ?? 1) }, data: tensor.data }
    : permuted(tensor, order);
};

const moved = (value: Value, from: AxisOrder, to: AxisOrder, build: ConversionBuilder): Value => {
  const permutation = to.map(axis => from.indexOf(axis));
  const { dims } = value.type;
  return movesNothing(permutation, dims)
    ? build.node("reshape", [value], { shape: permutation.map(axis => dims[axis] ?? 1) })
    : build.node("transpose", [value], { permutation });
};

/** Axes of one element may stand anywhere. */
const movesNothing = (permutation: readonly number[], dims: readonly number[]): boolean => {
  const moving = permutation.filter(axis => dims[axis] !== 1);
  return moving.every((axis, i) => i === 0 || axis > (moving[i - 1] ?? -1));
};

/** The value in the order in which the graph holds it. */
export const asHeld = (laid: Laid, build: ConversionBuilder): Value => laid.inOrder(laid.order, build);

/** The value with its axes as the model has them. */
export const asInModel = (laid: Laid, build: ConversionBuilder): Value =>
  laid.inOrder(modelOrder(laid.type.dims.length), build);
