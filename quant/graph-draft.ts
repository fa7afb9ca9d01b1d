/** A graph while it grows out of another: new nodes with inferred types, new constants, fresh ids; old nodes may be taken over. */
import { type Attributes, withDefaults } from "../ir/attributes.ts";
import { nodeFaults } from "../ir/check-node.ts";
import type { Constant, Graph, Node, Output, Value } from "../ir/graph.ts";
import { opDef, type OpName } from "../ir/ops/index.ts";
import type { Tensor } from "../ir/tensor.ts";
import { type FreshIds, freshIds } from "../passes/fresh-ids.ts";
import { removeDeadNodes } from "../passes/remove-dead-nodes.ts";
import { InternalError } from "../support/diagnostic.ts";

export class GraphDraft {
  readonly #graph: Graph;
  readonly #ids: FreshIds;
  readonly #nodes: Node[] = [];
  readonly #constants: Constant[] = [];

  constructor(graph: Graph) {
    this.#graph = graph;
    this.#ids = freshIds(graph);
  }

  /** Takes a node over; what it reads must be there already. */
  place(node: Node): void {
    this.#nodes.push(node);
  }

  /** A new node's only result. Its id is a number, or `stem` with a number where that is taken. */
  add(op: OpName, operands: readonly Value[], given: Attributes, origins: readonly string[], stem?: string): Value {
    const definition = opDef(op);
    const attributes = withDefaults(definition.attributes, given);
    const types = operands.map(operand => operand.type);
    const [fault] = nodeFaults(definition, types, attributes);
    if (fault !== undefined) throw new InternalError(`${op}: ${fault}`);
    const [type] = definition.infer({ operands: types, attributes });
    if (type === undefined) throw new InternalError(`${op} has no result`);
    const id = stem === undefined ? this.#ids.number() : this.#ids.named(stem);
    const result = { id, type };
    this.#nodes.push({ op, operands: operands.map(operand => operand.id), attributes, results: [result], origins });
    return result;
  }

  constant(stem: string, { type, data }: Tensor): Constant {
    const id = this.#ids.named(stem);
    const constant = { id, type, data };
    this.#constants.push(constant);
    return constant;
  }

  /** The graph, without what no output depends on. */
  finish(outputs: readonly Output[]): Graph {
    const [graph, nodes] = [this.#graph, this.#nodes];
    const constants = [...graph.constants, ...this.#constants];
    return removeDeadNodes.run({ ...graph, constants, nodes, outputs });
  }
}
