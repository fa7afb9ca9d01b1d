/** Runs every node of a model through its converter. What can't be mapped is noted and stays in the graph as an `opaque` node. */
import { CompileError } from "../../../support/diagnostic.ts";
import type { GraphBuilder } from "../../builder.ts";
import type { ValueId } from "../../graph.ts";
import { formatType, type TensorType } from "../../tensor.ts";
import type { ConversionBuilder } from "../conversion/builder.ts";
import type { SourceNode } from "../conversion/imported-model.ts";
import type { UnsupportedNode } from "../conversion/messages.ts";
import { IllFormed, LostOperand, Refusal } from "../conversion/refusal.ts";
import type { Sortable } from "../conversion/sort-nodes.ts";
import { type Conversion, conversionOf, type Values } from "../conversion/values.ts";
import { asInModel, inModelOrder, type Laid } from "./laid.ts";

/** What a name of the model stands for: a tensor, or nothing, and why. */
export type Found =
  | { readonly kind: "laid"; readonly laid: Laid }
  /** A result of an unsupported node whose type is not recorded, or a weight of a type that the graph IR does not have. */
  | { readonly kind: "lost"; readonly reason: string; readonly isOwnFault?: boolean };

/** What is known while the nodes of a model are converted one after the other. */
export interface ConversionState {
  readonly graph: GraphBuilder;
  readonly values: Values;
  readonly scope: Map<string, Found>;
  /** The type that the model itself records for a value, in its own order of axes. */
  recordedType(name: string): TensorType | undefined;
  readonly sourceNodes: SourceNode[];
  readonly unsupported: UnsupportedNode[];
  readonly eliminated: Map<string, string>;
  /** Results of nodes that a conversion added before it was refused. */
  readonly discarded: Set<ValueId>;
}

export const emptyState = (
  graph: GraphBuilder,
  values: Values,
  recordedType: ConversionState["recordedType"],
): ConversionState => ({
  graph,
  values,
  scope: new Map(),
  recordedType,
  sourceNodes: [],
  unsupported: [],
  eliminated: new Map(),
  discarded: new Set(),
});

export interface SourceOperator extends Sortable, SourceNode {}

export type Results = Laid | readonly (Laid | undefined)[];

/** In the given order, in which operands come first. */
export const convertNodes = <N extends SourceOperator>(
  nodes: readonly N[],
  state: ConversionState,
  convert: (node: N, build: ConversionBuilder) => Results,
): void => {
  const read = new Set(nodes.flatMap(({ reads }) => reads));
  for (const node of nodes) convertNode(node, state, convert, read);
};

const convertNode = <N extends SourceOperator>(
  node: N,
  state: ConversionState,
  convert: (node: N, build: ConversionBuilder) => Results,
  read: ReadonlySet<string>,
): void => {
  const { name, opType } = node;
  state.sourceNodes.push({ name, opType });
  const conversion = conversionOf(name, state.graph, state.values);
  try {
    const results = [convert(node, conversion.builder)].flat();
    const lacking = node.results.find((result, i) => read.has(result) && results[i] === undefined);
    if (lacking !== undefined) throw new Refusal("one of its results is read, which it does not make");
    for (const [i, result] of node.results.entries()) {
      const laid = results[i];
      if (laid !== undefined) state.scope.set(result, { kind: "laid", laid });
    }
    if (conversion.added().length === 0) state.eliminated.set(name, whyGone(node, results, state, conversion));
  } catch (error) {
    for (const id of conversion.added()) state.discarded.add(id);
    keepUnmapped(node, refusalFrom(error), state);
  }
};

/** @throws Refusal where the name stands for no tensor. */
export const tensorNamed = (name: string, scope: ConversionState["scope"]): Laid => {
  const found = scope.get(name);
  if (found?.kind === "laid") return found.laid;
  const reason = `an operand cannot be had: ${found?.reason ?? "nothing computes it"}`;
  throw found?.isOwnFault === true ? new Refusal(reason) : new LostOperand(reason);
};

/** Refusals, and faults that an operator's definition found; anything else is a fault of ours and goes on. */
const refusalFrom = (error: unknown): Refusal => {
  if (error instanceof Refusal) return error;
  if (error instanceof CompileError) return new IllFormed(error.diagnostics.map(({ message }) => message).join("; "));
  throw error;
};

const whyGone = (
  { reads }: Sortable,
  results: readonly (Laid | undefined)[],
  { scope }: ConversionState,
  conversion: Conversion,
): string => {
  if (conversion.evaluated() > 0) return "all its operands are constants: evaluated at import";
  const operands = reads.map(name => scope.get(name));
  const isOperand = (result: Laid | undefined): boolean =>
    operands.some(found => found?.kind === "laid" && found.laid === result);
  if (results.some(isOperand)) return "passes its operand on unchanged";
  return results.some(result => result?.known(conversion.builder) !== undefined)
    ? "its result is a constant"
    : "it only names the axes of its operand anew";
};

/**
 * Notes the node as unsupported. Where the model records the types of all its results, an `opaque` node takes its place, so
 * that what follows can still be mapped; else its results are lost.
 */
const keepUnmapped = (node: SourceOperator, refusal: Refusal, state: ConversionState): void => {
  const { name, opType, results } = node;
  const { message: reason, help } = refusal;
  state.unsupported.push({ name, opType, reason, help, follows: refusal instanceof LostOperand });
  const types = results.flatMap(result => state.recordedType(result) ?? []);
  if (types.length < results.length || types.length === 0) {
    const lost = `it is a result of ${name} (${opType}), which is not supported, and its shape is not recorded`;
    for (const result of results) state.scope.set(result, { kind: "lost", reason: lost });
    return;
  }
  const { builder } = conversionOf(name, state.graph, state.values);
  const operands = node.reads.flatMap(operand => {
    const found = state.scope.get(operand);
    return found?.kind === "laid" ? [asInModel(found.laid, builder)] : [];
  });
  const attributes = { source: opType, reason, types: types.map(formatType) };
  const values = state.graph.nodeOf("opaque", operands, attributes, [name]);
  for (const [i, result] of results.entries()) {
    const value = values[i];
    if (value !== undefined) state.scope.set(result, { kind: "laid", laid: inModelOrder(value) });
  }
};
