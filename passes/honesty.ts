/** Whether a pass that returned another object really changed something. */
import { attributeValuesEqual } from "../ir/attributes.ts";
import type { Graph, Node, Value } from "../ir/graph.ts";
import { typesEqual } from "../ir/tensor.ts";
import { InternalError } from "../support/diagnostic.ts";

/** @throws InternalError where `after` is another object of equal content. (Graphs are immutable, so the same object is equal.) */
export const requireHonesty = (pass: string, before: Graph, after: Graph): void => {
  if (before !== after && graphsEqual(before, after))
    throw new InternalError(`pass ${pass} claims a change, but the graph is equal to the one before`);
};

const graphsEqual = (a: Graph, b: Graph): boolean =>
  a.name === b.name &&
  listsEqual(a.inputs, b.inputs, valuesEqual) &&
  listsEqual(a.constants, b.constants, (x, y) => valuesEqual(x, y) && x.data === y.data) &&
  listsEqual(a.nodes, b.nodes, nodesEqual) &&
  listsEqual(a.outputs, b.outputs, (x, y) => x.name === y.name && x.value === y.value);

const nodesEqual = (a: Node, b: Node): boolean =>
  a === b ||
  (a.op === b.op &&
    listsEqual(a.operands, b.operands, Object.is) &&
    listsEqual(a.origins, b.origins, Object.is) &&
    listsEqual(a.results, b.results, valuesEqual) &&
    listsEqual(Object.keys(a.attributes), Object.keys(b.attributes), Object.is) &&
    Object.keys(a.attributes).every(name => attributeValuesEqual(a.attributes[name], b.attributes[name])));

const valuesEqual = (a: Value, b: Value): boolean => a.id === b.id && typesEqual(a.type, b.type);

const listsEqual = <T>(a: readonly T[], b: readonly T[], equal: (x: T, y: T) => boolean): boolean =>
  a.length === b.length && a.every((x, i) => i < b.length && equal(x, b[i] as T));
