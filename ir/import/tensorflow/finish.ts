/** The graph of a converted model, its inputs and outputs in the orders of axes that leave least to move. */
import { CompileError, type Diagnostic } from "../../../support/diagnostic.ts";
import type { Graph, Node, Value } from "../../graph.ts";
import { dimsEqual, formatType, type TensorType } from "../../tensor.ts";
import { groupedByReason, pruned, throwIfAny } from "../conversion/finish.ts";
import type { ImportedModel } from "../conversion/imported-model.ts";
import type { sharedMessages } from "../conversion/messages.ts";
import type { BoundInputs } from "../conversion/open-inputs.ts";
import { conversionOf } from "../conversion/values.ts";
import type { ConversionState } from "./convert.ts";
import { asHeld, type AxisOrder } from "./laid.ts";

export interface Ending {
  readonly file: string | undefined;
  readonly allowUnsupported: boolean;
  readonly messages: ReturnType<typeof sharedMessages>;
  readonly inputs: BoundInputs;
  /** The order in which each input was taken at first, by name. */
  readonly inputOrders: ReadonlyMap<string, AxisOrder>;
  /** Outputs by the user's name, and the names of their values. */
  readonly outputs: readonly { readonly name: string; readonly value: string }[];
  /** Values whose recorded types are to be held against those computed, by the user's name. */
  readonly recorded: readonly { readonly name: string; readonly value: string; readonly type: TensorType }[];
}

/** @throws CompileError where unsupported nodes stand against the import. */
export const finish = (state: ConversionState, ending: Ending): ImportedModel => {
  const { file, messages, outputs } = ending;
  if (!ending.allowUnsupported)
    throwIfAny(groupedByReason(state.unsupported).map(nodes => messages.unsupportedNodes(file, nodes)));
  const { lost, orders } = addOutputs(state, outputs);
  if (lost.length === outputs.length) throw new CompileError([messages.lostOutputs(file, lost)]);
  const { graph, inputOrders, absorbed } = reorderInputs(
    pruned(state.graph.build(), state.discarded),
    ending.inputOrders,
  );
  return {
    graph,
    sourceNodes: state.sourceNodes,
    boundSymbols: ending.inputs.bound,
    warnings: [...lost.map(name => messages.lostOutput(file, name)), ...contradictions(state, ending)],
    eliminated: new Map([...absorbed.map(name => [name, whyAbsorbed] as const), ...state.eliminated]),
    unsupported: state.unsupported,
    axisOrders: new Map([...inputOrders, ...orders].filter(([, order]) => order.some((axis, i) => axis !== i))),
  };
};

const addOutputs = (
  state: ConversionState,
  outputs: Ending["outputs"],
): { lost: readonly string[]; orders: readonly (readonly [string, AxisOrder])[] } => {
  const lost: string[] = [];
  const orders: [string, AxisOrder][] = [];
  for (const { name, value } of outputs) {
    const found = state.scope.get(value);
    if (found?.kind !== "laid") {
      lost.push(name);
      continue;
    }
    // Its own order moves nothing, so nobody is the origin of anything.
    state.graph.output(name, asHeld(found.laid, conversionOf("", state.graph, state.values).builder));
    orders.push([name, found.laid.order]);
  }
  return { lost, orders };
};

const contradictions = ({ scope }: ConversionState, { file, messages, recorded }: Ending): Diagnostic[] => {
  const values = recorded.flatMap(({ name, value, type }) => {
    const found = scope.get(value);
    if (found?.kind !== "laid" || dimsEqual(found.laid.type.dims, type.dims)) return [];
    return [{ name, recorded: formatType(type), computed: formatType(found.laid.type) }];
  });
  return values.length === 0 ? [] : [messages.contradictedTypes(file, values)];
};

const whyAbsorbed = "the input is taken in the order of axes that it makes";

/**
 * An input that every reader moves alike is taken in that order at once: whoever feeds it can write it so. With the names of the
 * source nodes that did no more than that.
 */
const reorderInputs = (
  graph: Graph,
  orders: ReadonlyMap<string, AxisOrder>,
): { graph: Graph; inputOrders: ReadonlyMap<string, AxisOrder>; absorbed: readonly string[] } => {
  const inputOrders = new Map(orders);
  const absorbed: string[] = [];
  let current = graph;
  for (const input of graph.inputs) {
    const movement = onlyMovement(current, input);
    if (movement === undefined) continue;
    const permutation = movement.attributes["permutation"] as readonly number[];
    const order = orders.get(input.id) ?? [];
    inputOrders.set(
      input.id,
      permutation.map(axis => order[axis] ?? axis),
    );
    absorbed.push(...movement.origins);
    current = withoutMovement(current, input, movement);
  }
  return { graph: current, inputOrders, absorbed };
};

/** The transpose that alone reads the input. */
const onlyMovement = ({ nodes, outputs }: Graph, { id }: Value): Node | undefined => {
  const readers = nodes.filter(({ operands }) => operands.includes(id));
  const [reader] = readers;
  const isOutput = outputs.some(({ value }) => value === id);
  return readers.length === 1 && reader?.op === "transpose" && !isOutput ? reader : undefined;
};

const withoutMovement = (graph: Graph, input: Value, movement: Node): Graph => {
  const [moved] = movement.results;
  if (moved === undefined) return graph;
  const renamed = (id: string): string => (id === moved.id ? input.id : id);
  return {
    ...graph,
    inputs: graph.inputs.map(other => (other === input ? { id: input.id, type: moved.type } : other)),
    nodes: graph.nodes
      .filter(node => node !== movement)
      .map(node => (node.operands.includes(moved.id) ? { ...node, operands: node.operands.map(renamed) } : node)),
    outputs: graph.outputs.map(output => ({ ...output, value: renamed(output.value) })),
  };
};
