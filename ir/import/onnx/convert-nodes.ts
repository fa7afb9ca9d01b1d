/** Runs every source node through its converter. What can't be mapped is noted and stays in the graph as an `opaque` node. */
import { CompileError } from "../../../support/diagnostic.ts";
import type { GraphBuilder } from "../../builder.ts";
import type { Value, ValueId } from "../../graph.ts";
import type { TensorType } from "../../tensor.ts";
import { attributeView } from "./attribute-view.ts";
import { type Converter, type NodeView, Refusal } from "./converter.ts";
import { converterOf } from "./converters/index.ts";
import type { UnsupportedNode } from "./messages.ts";
import { nodeView } from "./node-view.ts";
import type { TensorProto } from "./schema/onnx_pb.ts";
import type { NamedNode } from "./source.ts";
import { embeddedData, isFault, typeOfTensor } from "./tensor-data.ts";
import { refusalOf } from "./unmappable.ts";
import type { Conversion, Values } from "./values.ts";

/** What a name of the model stands for: a value of the graph, or nothing, and why. */
export type Found =
  | { readonly kind: "value"; readonly value: Value }
  /** A result of an unsupported node whose type is not recorded. */
  | { readonly kind: "lost"; readonly reason: string }
  /** A weight of a type that the graph IR does not have. */
  | { readonly kind: "unreadable"; readonly reason: string };

export interface ConversionState {
  readonly graph: GraphBuilder;
  readonly values: Values;
  readonly opset: number;
  readonly scope: Map<string, Found>;
  /** Names that some node or output reads. */
  readonly read: ReadonlySet<string>;
  /** Types that the model itself records, for results of nodes that can't be mapped. */
  readonly recordedTypes: ReadonlyMap<string, TensorType>;
  readonly unsupported: UnsupportedNode[];
  readonly eliminated: Map<string, string>;
  /** Results of nodes that a conversion added before it was refused. */
  readonly discarded: Set<ValueId>;
}

export const convertNodes = (nodes: readonly NamedNode[], state: ConversionState): void => {
  for (const node of nodes) convertNode(node, state);
};

const convertNode = (node: NamedNode, state: ConversionState): void => {
  const conversion = state.values.conversion(node.name);
  try {
    const results = resultsOf(node, state, conversion);
    for (const [i, name] of node.proto.output.entries()) {
      const value = results[i];
      if (value !== undefined && name !== "") state.scope.set(name, { kind: "value", value });
    }
    if (conversion.added().length === 0) state.eliminated.set(node.name, whyGone(node, results, state, conversion));
  } catch (error) {
    for (const id of conversion.added()) state.discarded.add(id);
    keepUnmapped(node, refusalFrom(error), state);
  }
};

const resultsOf = (
  node: NamedNode,
  state: ConversionState,
  { builder }: Conversion,
): readonly (Value | undefined)[] => {
  const converter: Converter | undefined = node.domain === "" ? converterOf(node.opType) : undefined;
  if (converter === undefined) throw refusalOf(node.opType, node.domain);
  const view = viewOf(node, state);
  const results = [converter(view, builder)].flat();
  const lacking = node.proto.output.findIndex((_, i) => view.wants(i) && results[i] === undefined);
  if (lacking >= 0)
    throw new Refusal(`its result ${node.proto.output[lacking] ?? lacking} is read, but not computed in inference`);
  return results;
};

const viewOf = ({ name, opType, proto }: NamedNode, state: ConversionState): NodeView =>
  nodeView({
    name,
    opType,
    opset: state.opset,
    attributes: attributeView(proto.attribute, readTensor),
    operandNames: proto.input,
    operands: proto.input.map(operand => (operand === "" ? undefined : valueOf(operand, state))),
    wanted: proto.output.map(output => output !== "" && state.read.has(output)),
    known: state.values.known,
    isUnknownConstant: state.values.isUnknownConstant,
  });

/** An operand that is lost: the node's own fault is none. */
class LostOperand extends Refusal {}

const valueOf = (name: string, { scope }: ConversionState): Value => {
  const found = scope.get(name);
  if (found?.kind === "value") return found.value;
  if (found?.kind === "unreadable") throw new Refusal(`its operand ${name} is ${found.reason}`);
  throw new LostOperand(`its operand ${name} cannot be had: ${found?.reason ?? "it is not computed"}`);
};

const readTensor = (proto: TensorProto) => {
  const type = typeOfTensor(proto);
  if (isFault(type)) throw new Refusal(`its tensor has ${type.fault}`);
  if (proto.dataLocation === 1) throw new Refusal("its tensor lies in another file, which only initializers may");
  const data = embeddedData(proto, type);
  if (isFault(data)) throw new Refusal(`its tensor ${data.fault}`);
  return { type, data };
};

/** Refusals, and faults that an operator's definition found; anything else is a fault of ours and goes on. */
const refusalFrom = (error: unknown): Refusal => {
  if (error instanceof Refusal) return error;
  if (error instanceof CompileError) return new Refusal(error.diagnostics.map(({ message }) => message).join("; "));
  throw error;
};

const whyGone = (
  { proto }: NamedNode,
  results: readonly (Value | undefined)[],
  state: ConversionState,
  conversion: Conversion,
): string => {
  if (conversion.evaluated() > 0) return "all its operands are constants: evaluated at import";
  const operands = proto.input.map(name => state.scope.get(name));
  const passesOn = results.some(result => operands.some(found => found?.kind === "value" && found.value === result));
  return passesOn ? "passes its operand on unchanged" : "its result is a constant";
};

/** Notes the node as unsupported and, where the model records the types of its results, keeps it in place. */
const keepUnmapped = (node: NamedNode, refusal: Refusal, state: ConversionState): void => {
  const { name, opType, domain, proto } = node;
  const { message: reason, help } = refusal;
  state.unsupported.push({ name, opType, domain, reason, help, follows: refusal instanceof LostOperand });
  const wanted = proto.output.filter(output => output !== "");
  for (const output of wanted)
    state.scope.set(output, {
      kind: "lost",
      reason: `it is a result of ${name} (${opType}), which is not supported`,
    });
};
