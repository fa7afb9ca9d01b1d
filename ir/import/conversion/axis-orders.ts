/** Brings what is fed and what comes out between the order of axes that a model file has and that of its graph. */
import { permuted } from "../../interp/kernels/select.ts";
import type { Tensor } from "../../tensor.ts";
import type { ImportedModel } from "./imported-model.ts";

type Orders = Pick<ImportedModel, "axisOrders">;

/** What to feed for the input `name`, of a tensor as the file has it. */
export const toGraphOrder = ({ axisOrders }: Orders, name: string, tensor: Tensor): Tensor => {
  const order = axisOrders.get(name);
  return order === undefined ? tensor : permuted(tensor, order);
};

/** The output `name` as the file has it, of what the graph computes. */
export const toFileOrder = ({ axisOrders }: Orders, name: string, tensor: Tensor): Tensor => {
  const order = axisOrders.get(name);
  return order === undefined
    ? tensor
    : permuted(
        tensor,
        order.map((_, axis) => order.indexOf(axis)),
      );
};
