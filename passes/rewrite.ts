/**
 * The one mechanism for local rewrites. Nodes are visited in topological order, and a rule may replace the one at hand
 * by values it finds further up or makes anew. The rest follows by itself: readers are redirected, what nobody reads any more
 * is dropped, and new nodes get the origins of everything that died for them, so no layer of the user's is lost.
 */
import { type Attributes, withDefaults } from "../ir/attributes.ts";
import { nodeFaults } from "../ir/check-node.ts";
import { type Constant, type Graph, type Node, type Value, type ValueId } from "../ir/graph.ts";
import { opDef, type OpAttributeInput, type OpName } from "../ir/ops/index.ts";
import type { Tensor, TensorType } from "../ir/tensor.ts";
import { InternalError } from "../support/diagnostic.ts";
import { liveNodes } from "./live-nodes.ts";
import { type Placed, Workspace } from "./workspace.ts";

/** The graph around the node that a rule looks at, as rewritten so far. */
export interface Site {
  valueOf(id: ValueId): Value;
  typeOf(id: ValueId): TensorType;
  producerOf(id: ValueId): Node | undefined;
  constantOf(id: ValueId): Constant | undefined;
  /** How many operand slots and graph outputs read the value. */
  usesOf(id: ValueId): number;
  /** Place of the value's producer in the order; -1 for inputs and constants. */
  positionOf(id: ValueId): number;
  /** Would `nodeOf` make a legal node of these? */
  accepts(op: OpName, operands: readonly ValueId[], attributes: Attributes): boolean;
  /** Makes a node and gives its first result. Only a rule that then returns a replacement may make nodes. */
  node<O extends OpName>(op: O, operands: readonly ValueId[], attributes: OpAttributeInput<O>): Value;
  /** The same for any number of results and for attributes known at run time. */
  nodeOf(op: OpName, operands: readonly ValueId[], attributes: Attributes): readonly Value[];
  /** `stem` names it; a number is appended where the name is taken. */
  constant(stem: string, tensor: Tensor): Value;
  unknownConstant(stem: string, type: TensorType): Value;
}

/** One value for each result of the node, of equal types; undefined leaves the node alone. Nodes that rules made show no origins yet. */
export type Rule = (node: Node, site: Site) => readonly Value[] | undefined;

/**
 * Applies the rules (the first that fires wins) to every node, new ones included, until none fires any more. Returns the same
 * object where none fired. Constants' data are shared, never copied.
 * Each rule must make the graph smaller or simpler; rules that undo each other end in an InternalError.
 */
export const rewrite = (graph: Graph, rules: readonly Rule[]): Graph => {
  let current = graph;
  for (let sweeps = 0; sweeps < maxSweeps; sweeps++) {
    const next = sweep(current, rules);
    if (next === current) break;
    current = next;
  }
  return current;
};

/**
 * A sweep settles all that lies below a change; another one is needed only where a change took a reader from a node above, which
 * real networks do two or three times in a row. The bound keeps a network made to do it at every node from taking quadratic time:
 * it ends valid, but could be smaller.
 */
const maxSweeps = 100;

/** How often one node of the old graph, and what replaced it, may be rewritten: a few times for each node that it may move past. */
const maxSteps = (nodeCount: number): number => 1000 + 4 * nodeCount;

const sweep = (graph: Graph, rules: readonly Rule[]): Graph => {
  const live = liveNodes(graph);
  const workspace = new Workspace(graph, live);
  const created: Placed[] = [];
  const site = siteOf(workspace, created);
  let changed = false;
  for (const node of live) {
    // The last is visited next: what replaces a node comes before what reads the replacement.
    const pending = [workspace.place(node)];
    let steps = 0;
    for (let placed = pending.pop(); placed !== undefined; placed = pending.pop()) {
      if (placed.dead) continue;
      const values = firstReplacement(rules, workspace.refresh(placed), site, created);
      if (values === undefined) {
        workspace.settle(placed);
        continue;
      }
      changed = true;
      pending.push(...replace(placed, values, created.splice(0), workspace).toReversed());
      if (steps++ > maxSteps(live.length)) throw new InternalError(`rewrites of ${describe(node)} never settle`);
    }
  }
  return changed ? workspace.finish() : graph;
};

const describe = ({ op, origins }: Node): string => (origins.length === 0 ? op : `${op} (${origins.join(" + ")})`);

const firstReplacement = (
  rules: readonly Rule[],
  node: Node,
  site: Site,
  created: readonly Placed[],
): readonly Value[] | undefined => {
  for (const rule of rules) {
    const values = rule(node, site);
    if (values !== undefined) return values;
    if (created.length > 0) throw new InternalError(`a rule made nodes for ${node.op} and did not use them`);
  }
  return undefined;
};

/** Puts `values` in the node's place, notes what the new nodes were made for, drops those unused, and returns those used. */
const replace = (
  placed: Placed,
  values: readonly Value[],
  created: readonly Placed[],
  workspace: Workspace,
): readonly Placed[] => {
  const dying = workspace.replace(placed, values);
  for (const fresh of created) fresh.madeFor = dying;
  for (const fresh of created.toReversed()) workspace.discard(fresh);
  return created.filter(({ dead }) => !dead);
};

const siteOf = (workspace: Workspace, created: Placed[]): Site => {
  const nodeOf: Site["nodeOf"] = (op, operands, attributes) => {
    const placed = workspace.create(op, operands, attributes);
    created.push(placed);
    return placed.node.results;
  };
  return {
    valueOf: id => workspace.entryOf(id).value,
    typeOf: id => workspace.entryOf(id).value.type,
    producerOf: id => workspace.entryOf(id).producer?.node,
    constantOf: id => workspace.entryOf(id).constant,
    usesOf: id => workspace.entryOf(id).uses,
    positionOf: id => workspace.entryOf(id).producer?.position ?? -1,
    accepts: (op, operands, attributes) => {
      const types = operands.map(id => workspace.entryOf(id).value.type);
      return nodeFaults(opDef(op), types, withDefaults(opDef(op).attributes, attributes)).length === 0;
    },
    nodeOf,
    node: (op, operands, attributes) => {
      const [result] = nodeOf(op, operands, attributes);
      if (result === undefined) throw new InternalError(`${op} has no result`);
      return result;
    },
    constant: (stem, { type, data }) => workspace.addConstant(stem, type, data),
    unknownConstant: (stem, type) => workspace.addConstant(stem, type, undefined),
  };
};
