/**
 * The graph while a pass rewrites it. It grows in topological order, knows at every moment how often each value is read
 * (by nodes that are still to come, too), and forgets a node as soon as its last reader is gone.
 */
import { type Attributes, withDefaults } from "../ir/attributes.ts";
import { nodeFaults } from "../ir/check-node.ts";
import type { Constant, Graph, Node, Value, ValueId } from "../ir/graph.ts";
import { opDef, type OpName } from "../ir/ops/index.ts";
import { formatType, type TensorType, typesEqual } from "../ir/tensor.ts";
import { InternalError } from "../support/diagnostic.ts";
import { freshIds } from "./fresh-ids.ts";

/** A node with its place in the order. */
export interface Placed {
  node: Node;
  readonly position: number;
  dead: boolean;
}

interface Entry {
  readonly value: Value;
  readonly producer?: Placed;
  readonly constant?: Constant;
  /** Operand slots and graph outputs that read the value. */
  uses: number;
}

export interface Workspace {
  /** Appends a node of the old graph; its operands become what replaced them. */
  place(node: Node): Placed;
  /** Appends a new node, checked and with inferred types. */
  create(op: OpName, operands: readonly ValueId[], attributes: Attributes): Placed;
  addConstant(stem: string, type: TensorType, data: Constant["data"]): Value;
  /** Readers of the node's results read `values` instead. Returns the nodes that die with it, in order, itself last. */
  replace(placed: Placed, values: readonly Value[]): readonly Node[];
  /** Drops a node that nobody reads; nothing where it has readers. */
  discard(placed: Placed): void;
  entryOf(id: ValueId): Readonly<Entry>;
  /** The graph without dead nodes and unread constants. */
  finish(): Graph;
}

export const openWorkspace = (graph: Graph, live: readonly Node[]): Workspace => {
  const entries = new Map<ValueId, Entry>();
  const forwarded = new Map<ValueId, ValueId>();
  const placedNodes: Placed[] = [];
  const newConstants: Constant[] = [];
  const uses = countUses(graph, live);
  const ids = freshIds(graph);

  const entryOf = (id: ValueId): Entry => {
    const entry = entries.get(id);
    if (entry === undefined) throw new InternalError(`a rewrite reads %${id}, which is not defined yet`);
    return entry;
  };
  const resolve = (id: ValueId): ValueId => {
    let target = id;
    for (let next = forwarded.get(target); next !== undefined; next = forwarded.get(target)) target = next;
    if (target !== id) forwarded.set(id, target);
    return target;
  };
  const append = (node: Node): Placed => {
    const placed: Placed = { node, position: placedNodes.length, dead: false };
    placedNodes.push(placed);
    for (const value of node.results) entries.set(value.id, { value, producer: placed, uses: uses.get(value.id) ?? 0 });
    return placed;
  };
  /** The node and all above it that it was the last to read, in order. */
  const kill = (placed: Placed): readonly Node[] => {
    const dying: Placed[] = [];
    const pending = [placed];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      next.dead = true;
      dying.push(next);
      for (const id of next.node.operands) {
        const { producer } = release(id);
        if (producer !== undefined && isUnread(producer)) pending.push(producer);
      }
    }
    return dying.sort((a, b) => a.position - b.position).map(({ node }) => node);
  };
  const release = (id: ValueId): Entry => {
    const entry = entryOf(id);
    entry.uses--;
    return entry;
  };
  const isUnread = ({ dead, node }: Placed): boolean => !dead && node.results.every(({ id }) => entryOf(id).uses === 0);

  for (const value of graph.inputs) entries.set(value.id, { value, uses: uses.get(value.id) ?? 0 });
  for (const constant of graph.constants)
    entries.set(constant.id, { value: constant, constant, uses: uses.get(constant.id) ?? 0 });

  return {
    entryOf,
    place: node => append(withOperands(node, node.operands.map(resolve))),
    create(op, operands, given) {
      const node = checkedNode(
        op,
        operands.map(id => entryOf(id).value),
        given,
        ids.number,
      );
      for (const id of operands) entryOf(id).uses++;
      return append(node);
    },
    addConstant(stem, type, data) {
      const constant: Constant = { id: ids.named(stem), type, data };
      newConstants.push(constant);
      entries.set(constant.id, { value: constant, constant, uses: 0 });
      return constant;
    },
    replace(placed, values) {
      for (const [i, old] of placed.node.results.entries()) {
        const value = values[i];
        if (value === undefined || !typesEqual(value.type, old.type))
          throw new InternalError(
            `a rewrite of ${placed.node.op} replaces ${formatType(old.type)} by ${value === undefined ? "nothing" : formatType(value.type)}`,
          );
        const entry = entryOf(old.id);
        entryOf(value.id).uses += entry.uses;
        entry.uses = 0;
        forwarded.set(old.id, value.id);
      }
      return kill(placed);
    },
    discard: placed => {
      if (isUnread(placed)) kill(placed);
    },
    finish: () => ({
      ...graph,
      constants: [...graph.constants, ...newConstants].filter(({ id }) => entryOf(id).uses > 0),
      nodes: placedNodes.filter(({ dead }) => !dead).map(({ node }) => node),
      outputs: graph.outputs.map(({ name, value }) => ({ name, value: resolve(value) })),
    }),
  };
};

const countUses = (graph: Graph, live: readonly Node[]): Map<ValueId, number> => {
  const uses = new Map<ValueId, number>();
  const count = (id: ValueId): unknown => uses.set(id, (uses.get(id) ?? 0) + 1);
  for (const node of live) node.operands.forEach(count);
  for (const { value } of graph.outputs) count(value);
  return uses;
};

const withOperands = (node: Node, operands: readonly ValueId[]): Node =>
  operands.every((id, i) => id === node.operands[i]) ? node : { ...node, operands };

const checkedNode = (op: OpName, operands: readonly Value[], given: Attributes, freshId: () => ValueId): Node => {
  const definition = opDef(op);
  const attributes = withDefaults(definition.attributes, given);
  const types = operands.map(({ type }) => type);
  const faults = nodeFaults(definition, types, attributes);
  if (faults.length > 0) throw new InternalError(`a rewrite makes an illegal ${op}: ${faults.join("; ")}`);
  const results = definition.infer({ operands: types, attributes }).map(type => ({ id: freshId(), type }));
  return { op, operands: operands.map(({ id }) => id), attributes, results, origins: [] };
};
