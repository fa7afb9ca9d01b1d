/** Which nodes of a graph run on the device, which in the reference interpreter and why, and when each value can be forgotten. */
import { type Graph, indexOf, type Node, tensorOf, type ValueId } from "../../../ir/graph.ts";
import { unknownConstantValue } from "../../../ir/messages.ts";
import { CompileError, InternalError } from "../../../support/diagnostic.ts";
import { typeFault, type NodeShape, type Translation } from "./translation.ts";
import { translations } from "./translations/index.ts";

export interface PlannedNode {
  readonly node: Node;
  readonly shape: NodeShape;
  /** Undefined where the interpreter runs it. */
  readonly translation: Translation | undefined;
  /** Why the interpreter runs it. */
  readonly reason: string | undefined;
  /** Values that nobody reads after it, outputs and constants apart. */
  readonly lastReads: readonly ValueId[];
}

/** @throws CompileError with every weight that is needed and unknown. */
export const planNodes = (graph: Graph): readonly PlannedNode[] => {
  const faults = graph.constants
    .filter(({ data }) => data === undefined)
    .flatMap(({ id }) => {
      const readers = indexOf(graph).usersOf(id);
      return readers.length === 0
        ? []
        : [
            unknownConstantValue(
              id,
              readers.flatMap(({ origins }) => origins),
            ),
          ];
    });
  if (faults.length > 0) throw new CompileError(faults);
  const ends = lastReads(graph);
  return graph.nodes.map(node => {
    const shape = shapeOf(graph, node);
    const reason = reasonOf(node, shape);
    const translation = reason === undefined ? translationOf(node) : undefined;
    return { node, shape, translation, reason, lastReads: ends.get(node) ?? [] };
  });
};

const shapeOf = (graph: Graph, { operands, attributes, results }: Node): NodeShape => {
  const index = indexOf(graph);
  return {
    // The verifier pairs each operator with its own attributes; indexed by a union, TypeScript can't see it.
    attributes: attributes,
    operands: operands.map(id => {
      const type = index.typeOf(id);
      if (type === undefined) throw new InternalError(`no value %${id}`);
      return type;
    }),
    results: results.map(({ type }) => type),
    constants: operands.map(id => {
      const constant = index.constantOf(id);
      return constant === undefined ? undefined : tensorOf(constant);
    }),
  };
};

const translationOf = ({ op }: Node): Translation | undefined => {
  const entry = translations[op];
  // As with the kernels: each translation takes the nodes of its own operator only.
  return "left" in entry ? undefined : entry;
};

const reasonOf = (node: Node, shape: NodeShape): string | undefined => {
  const entry = translations[node.op];
  if ("left" in entry) return entry.left;
  return typeFault(entry.takes, shape) ?? translationOf(node)?.refuses?.(shape);
};

const lastReads = (graph: Graph): ReadonlyMap<Node, readonly ValueId[]> => {
  const index = indexOf(graph);
  const last = new Map<ValueId, Node>();
  for (const node of graph.nodes)
    for (const id of node.operands) if (!index.isOutput(id) && index.constantOf(id) === undefined) last.set(id, node);
  const byNode = new Map<Node, ValueId[]>();
  for (const [id, node] of last) byNode.set(node, [...(byNode.get(node) ?? []), id]);
  return byNode;
};
