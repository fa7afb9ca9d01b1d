/** An If whose condition is known at import is the branch that it takes: its nodes join the graph around it. */
import type { Value } from "../../graph.ts";
import { attributeView } from "./attribute-view.ts";
import { type ConversionState, scopeWithin, valueNamed } from "./conversion-state.ts";
import { IllFormed } from "../conversion/refusal.ts";
import { sortNodes } from "../conversion/sort-nodes.ts";
import { addInitializers, loadInitializers } from "./initializers.ts";
import { cyclicGraph } from "./messages.ts";
import type { GraphProto } from "./schema/onnx_pb.ts";
import { type NamedNode, nameFaults, nameNodes, namesRead } from "./source.ts";
import { refusalOf } from "./unmappable.ts";

/**
 * The values of the branch's outputs.
 * @throws Refusal where the condition is not known, or the branch is faulty.
 */
export const inlineBranch = (
  { proto }: NamedNode,
  state: ConversionState,
  convert: (nodes: readonly NamedNode[], state: ConversionState) => void,
): readonly Value[] => {
  const condition = state.values.known(valueNamed(proto.input[0] ?? "", state.scope));
  if (condition === undefined) throw refusalOf("If", "");
  const attributes = attributeView(proto.attribute, () => {
    throw new IllFormed("it has a tensor for a branch");
  });
  const branch = attributes.graph(condition.data[0] === 0 ? "else_branch" : "then_branch");
  const nodes = nameNodes(branch.node, state.nodeNames);
  const inner: ConversionState = { ...state, scope: branchScope(branch, state), read: namesRead(branch, nodes) };
  convert(sortedBranch(branch, nodes), inner);
  return branch.output.map(({ name }) => valueNamed(name, inner.scope));
};

const branchScope = (branch: GraphProto, state: ConversionState): ConversionState["scope"] => {
  const scope = scopeWithin(state.scope);
  const initializers = loadInitializers(branch.initializer, undefined, undefined);
  const [first] = initializers.faults;
  if (first !== undefined) throw new IllFormed(`its branch is faulty: ${first.message}`);
  addInitializers(initializers, scope, state.values);
  return scope;
};

const sortedBranch = (branch: GraphProto, nodes: readonly NamedNode[]): readonly NamedNode[] => {
  const { sorted, circle } = sortNodes(nodes);
  const [first] =
    circle === undefined ? nameFaults(branch, nodes, undefined, () => true) : [cyclicGraph(undefined, circle)];
  if (first !== undefined) throw new IllFormed(`its branch is faulty: ${first.message}`);
  return sorted;
};
