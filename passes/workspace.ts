/**
 * The graph while a pass rewrites it. It grows in topological order, knows at every moment how often each value is read
 * (by nodes that are still to come, too), and forgets a node as soon as its last reader is gone.
 */
import { type Attributes, withDefaults } from "../ir/attributes.ts";
import { nodeFaults } from "../ir/check-node.ts";
import type { Constant, Graph, Node, Output, Value, ValueId } from "../ir/graph.ts";
import { opDef, type OpName } from "../ir/ops/index.ts";
import { formatType, type TensorType, typesEqual } from "../ir/tensor.ts";
import { InternalError } from "../support/diagnostic.ts";
import { type FreshIds, freshIds } from "./fresh-ids.ts";
import { type Descendant, sharedOriginsBehind } from "./lineage.ts";

/** A node on its way into the new graph. One that a rewrite made has no origins before `finish` gives it those of `madeFor`. */
export interface Placed extends Descendant {
  node: Node;
  madeFor: readonly Placed[];
  /** Its place in the order, once it is settled. */
  position: number;
  dead: boolean;
}

interface Entry {
  readonly value: Value;
  readonly producer?: Placed;
  readonly constant?: Constant;
  /** Operand slots and graph outputs that read the value. */
  uses: number;
}

export class Workspace {
  readonly #graph: Graph;
  readonly #entries = new Map<ValueId, Entry>();
  /** What took the place of a replaced node's result. */
  readonly #forwarded = new Map<ValueId, ValueId>();
  readonly #placed: Placed[] = [];
  readonly #newConstants = new Map<ValueId, Constant>();
  /** Readers in the old graph, of nodes that are not placed yet. */
  readonly #uses: ReadonlyMap<ValueId, number>;
  readonly #ids: FreshIds;

  /** `live` are the nodes that will be placed: readers that are dead do not count. */
  constructor(graph: Graph, live: readonly Node[]) {
    this.#graph = graph;
    this.#uses = countUses(graph, live);
    this.#ids = freshIds(graph);
    for (const value of graph.inputs) this.#enter({ value });
    for (const constant of graph.constants) this.#enter({ value: constant, constant });
  }

  entryOf(id: ValueId): Readonly<Entry> {
    return this.#entry(id);
  }

  /** Takes in a node of the old graph. */
  place(node: Node): Placed {
    return this.#define(node);
  }

  /** The node as it reads now: its operands become what replaced them since it was made. */
  refresh(placed: Placed): Node {
    const operands = placed.node.operands.map(id => this.#resolve(id));
    placed.node = withOperands(placed.node, operands);
    return placed.node;
  }

  /** Gives the node the next place in the order. What it reads must be settled. */
  settle(placed: Placed): void {
    placed.position = this.#placed.length;
    this.#placed.push(placed);
  }

  /** Takes in a new node, checked and with inferred types. */
  create(op: OpName, operands: readonly ValueId[], attributes: Attributes): Placed {
    const values = operands.map(id => this.#entry(id).value);
    const node = checkedNode(op, values, attributes, this.#ids.number);
    for (const id of operands) this.#entry(id).uses++;
    return this.#define(node);
  }

  addConstant(stem: string, type: TensorType, data: Constant["data"]): Value {
    const id = this.#ids.named(stem);
    const constant: Constant = { id, type, data };
    this.#newConstants.set(id, constant);
    this.#enter({ value: constant, constant });
    return constant;
  }

  /** Readers of the node's results read `values` instead. Returns the nodes that die with it, in order, itself last. */
  replace(placed: Placed, values: readonly Value[]): readonly Placed[] {
    for (const [i, old] of placed.node.results.entries()) {
      const value = values[i];
      if (value === undefined || !typesEqual(value.type, old.type)) throw misfit(placed.node, old, value);
      const entry = this.#entry(old.id);
      this.#entry(value.id).uses += entry.uses;
      entry.uses = 0;
      this.#forwarded.set(old.id, value.id);
    }
    return this.#kill(placed);
  }

  /** Drops a node that nobody reads; nothing where it has readers. */
  discard(placed: Placed): void {
    if (this.#isUnread(placed)) this.#kill(placed);
  }

  /** The graph without dead nodes and unread constants, new nodes with their origins. */
  finish(): Graph {
    const constants = [...this.#graph.constants, ...this.#newConstants.values()].filter(
      ({ id }) => this.#entry(id).uses > 0,
    );
    const originsOf = sharedOriginsBehind();
    const nodes = this.#placed
      .filter(({ dead }) => !dead)
      .map(({ node, madeFor }) => (madeFor.length === 0 ? node : { ...node, origins: originsOf(madeFor) }));
    const outputs = this.#graph.outputs.map(output => withValue(output, this.#resolve(output.value)));
    return { ...this.#graph, constants, nodes, outputs };
  }

  #enter(entry: Omit<Entry, "uses">): void {
    const uses = this.#uses.get(entry.value.id) ?? 0;
    this.#entries.set(entry.value.id, { ...entry, uses });
  }

  #entry(id: ValueId): Entry {
    const entry = this.#entries.get(id);
    if (entry === undefined) throw new InternalError(`a rewrite reads %${id}, which is not defined yet`);
    return entry;
  }

  #define(node: Node): Placed {
    const placed: Placed = { node, madeFor: [], position: Number.MAX_SAFE_INTEGER, dead: false };
    for (const value of node.results) this.#enter({ value, producer: placed });
    return placed;
  }

  #resolve(id: ValueId): ValueId {
    let target = id;
    for (let next = this.#forwarded.get(target); next !== undefined; next = this.#forwarded.get(target)) target = next;
    if (target !== id) this.#forwarded.set(id, target);
    return target;
  }

  #isUnread({ dead, node }: Placed): boolean {
    return !dead && node.results.every(({ id }) => this.#entry(id).uses === 0);
  }

  /** Gives a constant's memory back that was made on the way: a chain of folded nodes would else keep every link. */
  #forget(id: ValueId): void {
    if (this.#newConstants.delete(id)) this.#entries.delete(id);
  }

  /** The node and all above it that it was the last to read, in order. */
  #kill(placed: Placed): readonly Placed[] {
    const dying: Placed[] = [];
    const pending = [placed];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      next.dead = true;
      dying.push(next);
      for (const id of next.node.operands) {
        const entry = this.#entry(id);
        entry.uses--;
        if (entry.producer !== undefined && this.#isUnread(entry.producer)) pending.push(entry.producer);
        if (entry.uses === 0) this.#forget(id);
      }
    }
    return dying.sort((a, b) => a.position - b.position);
  }
}

const misfit = ({ op }: Node, old: Value, value: Value | undefined): InternalError =>
  new InternalError(
    `a rewrite of ${op} replaces ${formatType(old.type)} by ${value === undefined ? "nothing" : formatType(value.type)}`,
  );

const countUses = (graph: Graph, live: readonly Node[]): Map<ValueId, number> => {
  const uses = new Map<ValueId, number>();
  const count = (id: ValueId): unknown => uses.set(id, (uses.get(id) ?? 0) + 1);
  for (const node of live) node.operands.forEach(count);
  for (const { value } of graph.outputs) count(value);
  return uses;
};

const withValue = ({ name }: Output, value: ValueId): Output => ({ name, value });

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
