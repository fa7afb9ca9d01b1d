/** Runs every source node through its converter. What can't be mapped is noted and stays in the graph as an `opaque` node. */
import { CompileError } from "../../../support/diagnostic.ts";
import type { Value } from "../../graph.ts";
import { formatType, type Tensor } from "../../tensor.ts";
import { attributeView } from "./attribute-view.ts";
import { type ConversionState, valueNamed } from "./conversion-state.ts";
import { LostOperand } from "../conversion/refusal.ts";
import { IllFormed, Refusal } from "../conversion/refusal.ts";
import type { NodeView } from "./converter.ts";
import { converterOf, isConverted } from "./converters/index.ts";
import { inlineBranch } from "./inline-branch.ts";
import { checkSchema } from "./node-schemas.ts";
import { nodeView } from "./node-view.ts";
import type { TensorProto } from "./schema/onnx_pb.ts";
import type { NamedNode } from "./source.ts";
import { isFault } from "../conversion/raw-data.ts";
import { embeddedData, typeOfTensor } from "./tensor-data.ts";
import { refusalOf } from "./unmappable.ts";
import { type Conversion, conversionOf } from "../conversion/values.ts";

/** In the given order, in which operands come first. */
export const convertNodes = (nodes: readonly NamedNode[], state: ConversionState): void => {
  for (const node of nodes) convertNode(node, state);
};

const convertNode = (node: NamedNode, state: ConversionState): void => {
  const { name, opType, proto } = node;
  state.sourceNodes.push({ name, opType });
  const conversion = conversionOf(name, state.graph, state.values);
  try {
    const results = resultsOf(node, state, conversion);
    for (const [i, output] of proto.output.entries()) {
      const value = results[i];
      if (value !== undefined && output !== "") state.scope.set(output, { kind: "value", value });
    }
    if (conversion.added().length === 0) state.eliminated.set(name, whyGone(node, results, state, conversion));
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
  const { opType, domain, proto } = node;
  if (opType === "If" && domain === "") return inlineBranch(node, state, convertNodes);
  if (state.functions.has(`${proto.domain}.${opType}`))
    throw new Refusal("it is a function that the model defines", "inline the model's functions first (onnx.inliner)");
  if (!isConverted(opType, domain)) throw refusalOf(opType, domain);
  checkSchema(opType, proto);
  const view = viewOf(node, state);
  const results = [converterOf(opType)(view, builder)].flat();
  const lacking = proto.output.findIndex((_, i) => view.wants(i) && results[i] === undefined);
  if (lacking >= 0)
    throw new Refusal(`its result ${proto.output[lacking] ?? lacking} is read, but only exists in training`);
  return results;
};

const viewOf = ({ name, opType, proto }: NamedNode, { opset, scope, read, values }: ConversionState): NodeView =>
  nodeView({
    name,
    opType,
    opset,
    attributes: attributeView(proto.attribute, readTensor),
    operandNames: proto.input,
    operands: proto.input.map(operand => (operand === "" ? undefined : valueNamed(operand, scope))),
    wanted: proto.output.map(output => output !== "" && read.has(output)),
    known: values.known,
    isUnknownConstant: values.isUnknownConstant,
  });

const readTensor = (proto: TensorProto): Tensor => {
  const type = typeOfTensor(proto);
  if (isFault(type)) throw new IllFormed(`its tensor has ${type.fault}`);
  if (proto.dataLocation === 1) throw new IllFormed("its tensor lies in another file, which only initializers may");
  const data = embeddedData(proto, type);
  if (isFault(data)) throw new IllFormed(`its tensor ${data.fault}`);
  return { type, data };
};

/** Refusals, and faults that an operator's definition found; anything else is a fault of ours and goes on. */
const refusalFrom = (error: unknown): Refusal => {
  if (error instanceof Refusal) return error;
  if (error instanceof CompileError) return new IllFormed(error.diagnostics.map(({ message }) => message).join("; "));
  throw error;
};

const whyGone = (
  { proto, opType }: NamedNode,
  results: readonly (Value | undefined)[],
  { scope }: ConversionState,
  conversion: Conversion,
): string => {
  if (opType === "If") return "its condition is constant: the branch that it takes stands in its place";
  if (conversion.evaluated() > 0) return "all its operands are constants: evaluated at import";
  const operands = proto.input.map(name => scope.get(name));
  const passesOn = results.some(result => operands.some(found => found?.kind === "value" && found.value === result));
  return passesOn ? "passes its operand on unchanged" : "its result is a constant";
};

/**
 * Notes the node as unsupported. Where the model records the types of all results that are read, an `opaque` node takes
 * its place, so that what follows can still be mapped; else its results are lost.
 */
const keepUnmapped = (node: NamedNode, refusal: Refusal, state: ConversionState): void => {
  const { name, opType, domain, proto } = node;
  const { message: reason, help } = refusal;
  state.unsupported.push({ name, opType, reason, help, follows: refusal instanceof LostOperand });
  const results = proto.output.filter(output => state.read.has(output));
  const types = results.flatMap(output => state.recordedTypes.get(output) ?? []);
  if (types.length < results.length || types.length === 0) {
    const lost = `it is a result of ${name} (${opType}), which is not supported, and its shape is not recorded`;
    for (const output of results) state.scope.set(output, { kind: "lost", reason: lost });
    return;
  }
  const operands = proto.input.flatMap(operand => {
    const found = state.scope.get(operand);
    return found?.kind === "value" ? [found.value] : [];
  });
  const attributes = { source: domain === "" ? opType : `${domain}.${opType}`, reason, types: types.map(formatType) };
  const values = state.graph.nodeOf("opaque", operands, attributes, [name]);
  for (const [i, output] of results.entries()) {
    const value = values[i];
    if (value !== undefined) state.scope.set(output, { kind: "value", value });
  }
};
