/**
 * All rules that a valid graph obeys. Runs before and after every pass, so it collects every fault at once and its time
 * does not grow with the size of float weights.
 */
import type { Diagnostic } from "../support/diagnostic.ts";
import { constantFaults, typeFaults } from "./check-value.ts";
import { nodeFaults } from "./check-node.ts";
import type { Graph, Node, Value, ValueId } from "./graph.ts";
import { formatId } from "./lexical.ts";
import * as messages from "./messages.ts";
import { isOpName, opDef } from "./ops/index.ts";
import { formatType, type TensorType, typesEqual } from "./tensor.ts";

/** Every fault of the graph; empty where it is valid. */
export const verifyGraph = (graph: Graph): readonly Diagnostic[] => {
  const scope: Scope = { types: new Map(), everywhere: idsOf(graph) };
  return [
    ...graph.inputs.flatMap(input => defineValue(scope, input, formatId("%", input.id), [])),
    ...graph.constants.flatMap(constant => {
      const name = formatId("@", constant.id);
      const faults = defineValue(scope, constant, name, []);
      if (faults.length > 0) return faults;
      return constantFaults(constant).map(fault => messages.illegalConstant(name, fault));
    }),
    ...graph.nodes.flatMap(node => verifyNode(scope, node)),
    ...verifyOutputs(scope, graph),
  ];
};

interface Scope {
  /** Values defined so far. */
  readonly types: Map<ValueId, TensorType>;
  /** Every id of the graph, to tell "too early" from "never". */
  readonly everywhere: ReadonlySet<ValueId>;
}

const idsOf = ({ inputs, constants, nodes }: Graph): Set<ValueId> =>
  new Set([...inputs, ...constants, ...nodes.flatMap(({ results }) => results)].map(({ id }) => id));

const defineValue = (
  { types }: Scope,
  { id, type }: Value,
  name: string,
  layers: readonly string[],
): readonly Diagnostic[] => {
  if (types.has(id)) return [messages.duplicateId(name, layers)];
  types.set(id, type);
  return typeFaults(type).map(fault => messages.illegalType(name, layers, fault));
};

const verifyNode = (scope: Scope, node: Node): readonly Diagnostic[] => {
  const layers = node.origins.filter(origin => typeof origin === "string");
  const faults = [
    ...(layers.length === node.origins.length ? [] : [messages.illegalOrigins(node.op)]),
    ...verifyOperation(scope, node, layers),
  ];
  // Defined last, so that a node cannot read its own result; defined in any case, so that one fault is reported once.
  const results = node.results.flatMap(result => defineValue(scope, result, formatId("%", result.id), layers));
  return [...faults, ...results];
};

const verifyOperation = (scope: Scope, node: Node, layers: readonly string[]): readonly Diagnostic[] => {
  if (!isOpName(node.op)) return [messages.unknownOperator(node.op, layers)];
  const undefinedOperands = node.operands.filter(id => !scope.types.has(id));
  if (undefinedOperands.length > 0)
    return undefinedOperands.map(id =>
      messages.undefinedOperand(node.op, formatId("%", id), layers, scope.everywhere.has(id)),
    );
  const operands = node.operands.flatMap(id => scope.types.get(id) ?? []);
  // An illegal type was reported where it was defined; definitions may rely on legal ones.
  if (operands.some(type => typeFaults(type).length > 0)) return [];
  const faults = nodeFaults(opDef(node.op), operands, node.attributes);
  if (faults.length > 0) return faults.map(fault => messages.illegalNode(node.op, layers, fault));
  const inferred = opDef(node.op).infer({ operands, attributes: node.attributes });
  return compareResults(node, inferred, layers);
};

const compareResults = (node: Node, inferred: readonly TensorType[], layers: readonly string[]): Diagnostic[] => {
  if (inferred.length === 0) return [messages.noResult(node.op, layers)];
  if (inferred.length !== node.results.length)
    return [messages.wrongResultCount(node.op, layers, node.results.length, inferred.length)];
  return node.results.flatMap(({ id, type }, i) => {
    const expected = inferred[i];
    return expected === undefined || typesEqual(type, expected)
      ? []
      : [messages.wrongResultType(node.op, formatId("%", id), layers, formatType(type), formatType(expected))];
  });
};

const verifyOutputs = ({ types }: Scope, { outputs }: Graph): Diagnostic[] => {
  const seen = new Set<string>();
  return outputs.flatMap(({ name, value }) => {
    const faults = types.has(value) ? [] : [messages.undefinedOutput(name, formatId("%", value))];
    if (seen.has(name)) faults.push(messages.duplicateOutput(name));
    seen.add(name);
    return faults;
  });
};
