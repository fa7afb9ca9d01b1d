/** The network's inputs as values of the graph: images with their channels first where the network works on images. */
import type { BoundInputs } from "../conversion/open-inputs.ts";
import type { ConversionState } from "./convert.ts";
import { type AxisOrder, computed, imageOrder, modelOrder, stored } from "./laid.ts";

/** `keys`: what the scope calls each input. Returns the order of axes in which each is taken, by its id in the graph. */
export const addInputs = (
  { graph, scope, values }: ConversionState,
  { inputs, fixed }: BoundInputs,
  keys: ReadonlyMap<string, string>,
  hasImages: boolean,
): ReadonlyMap<string, AxisOrder> => {
  const orders = new Map<string, AxisOrder>();
  for (const { name, type } of inputs) {
    const rank = type.dims.length;
    const order = rank === 4 && hasImages ? imageOrder : modelOrder(rank);
    const dims = order.map(axis => type.dims[axis] ?? 1);
    const value = graph.input(graph.freshId(name), { dtype: type.dtype, dims });
    orders.set(value.id, order);
    scope.set(keys.get(name) ?? name, { kind: "laid", laid: computed(value, order) });
  }
  for (const { name, tensor } of fixed)
    scope.set(keys.get(name) ?? name, { kind: "laid", laid: stored(name, tensor, values) });
  return orders;
};
