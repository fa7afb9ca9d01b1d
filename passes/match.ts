/** What rules ask about the nodes above the one at hand. */
import type { Node, Value, ValueId } from "../ir/graph.ts";
import type { OpName } from "../ir/ops/index.ts";
import { typesEqual } from "../ir/tensor.ts";
import type { Site } from "./rewrite.ts";

/** The node that makes `id`, where it is an `op`. */
export const producedBy = (op: OpName, id: ValueId | undefined, site: Site): Node | undefined => {
  const producer = id === undefined ? undefined : site.producerOf(id);
  return producer?.op === op ? producer : undefined;
};

/** The number that every element of a constant is; undefined where they differ, or are unknown, or there are none. */
export const uniformValue = (id: ValueId | undefined, site: Site): number | undefined => {
  const data = id === undefined ? undefined : site.constantOf(id)?.data;
  const first = data?.[0];
  if (data === undefined || first === undefined) return undefined;
  return data.every(value => value === first) ? first : undefined;
};

/** Both readings of a commutative operator: either operand may be the one looked for. */
export const bothOrders = ({ operands }: Pick<Node, "operands">): readonly (readonly [ValueId, ValueId])[] => {
  const [left, right] = operands;
  if (left === undefined || right === undefined) return [];
  return left === right
    ? [[left, right]]
    : [
        [left, right],
        [right, left],
      ];
};

export interface WithNumber {
  readonly input: ValueId;
  readonly number: number;
}

/** `op(input, number)`, for a number that does not broadcast the input to another shape. */
export const withNumber = (op: OpName, node: Node | undefined, site: Site): WithNumber | undefined => {
  if (node?.op !== op) return undefined;
  const [left, right] = node.operands;
  return numberBeside(node, left, right, site);
};

/** The same for a commutative operator: the number may stand on either side. */
export const withNumberOnEitherSide = (op: OpName, node: Node | undefined, site: Site): WithNumber | undefined => {
  if (node?.op !== op) return undefined;
  const [left, right] = node.operands;
  return numberBeside(node, left, right, site) ?? numberBeside(node, right, left, site);
};

const numberBeside = (
  node: Node,
  input: ValueId | undefined,
  constant: ValueId | undefined,
  site: Site,
): WithNumber | undefined => {
  const number = uniformValue(constant, site);
  if (input === undefined || number === undefined || !keepsType(node, input, site)) return undefined;
  return { input, number };
};

/** True where the node's result has the type of its operand `id`. */
export const keepsType = (node: Node, id: ValueId, site: Site): boolean => {
  const [result] = node.results;
  return result !== undefined && typesEqual(result.type, site.typeOf(id));
};

/** A replacement by a value that exists. */
export const existing = (id: ValueId | undefined, site: Site): readonly Value[] | undefined =>
  id === undefined ? undefined : [site.valueOf(id)];

/**
 * True where nobody but `root` and the nodes themselves reads the nodes' results, so that all of them die with the root.
 * A pattern of which a part lives on would be computed twice.
 */
export const dieWith = (root: Node, nodes: Iterable<Node>, site: Site): boolean => {
  const inner = new Set(nodes);
  const reads = new Map<ValueId, number>();
  for (const reader of new Set([root, ...inner]))
    for (const id of reader.operands) reads.set(id, (reads.get(id) ?? 0) + 1);
  return [...inner].every(node => node.results.every(({ id }) => site.usesOf(id) === (reads.get(id) ?? 0)));
};
