/** Graph models: a TensorFlow GraphDef in JSON, whose constants lie in the weights. */
import type { Diagnostic } from "../../../../support/diagnostic.ts";
import { groupBy } from "../../../../support/group-by.ts";
import { graphBuilder } from "../../../builder.ts";
import { throwIfAny } from "../../conversion/finish.ts";
import type { ImportedModel } from "../../conversion/imported-model.ts";
import { bindInputs, type OpenInput } from "../../conversion/open-inputs.ts";
import { IllFormed } from "../../conversion/refusal.ts";
import { sortNodes } from "../../conversion/sort-nodes.ts";
import { importedValues, type Values } from "../../conversion/values.ts";
import {
  convertNodes,
  type ConversionState,
  emptyState,
  type Found,
  type SourceOperator,
  tensorNamed,
} from "../../tensorflow/convert.ts";
import { finish } from "../../tensorflow/finish.ts";
import { addInputs } from "../../tensorflow/inputs.ts";
import { type Laid, stored } from "../../tensorflow/laid.ts";
import type { TfjsSource } from "../source.ts";
import { openDim } from "../open-dim.ts";
import { type JsonObject, Malformed } from "../json.ts";
import { dangling, messages, twoNodes } from "../messages.ts";
import type { Weights } from "../weights.ts";
import { type AttributeView, attributeView, shapeOf } from "./attributes.ts";
import type { NodeView } from "./converter.ts";
import { converterOf, imageOperators, isConverted } from "./converters/index.ts";
import { refusalOf } from "./unmappable.ts";

interface GraphNode extends SourceOperator {
  readonly attributes: AttributeView;
}

/** @throws CompileError with everything that stands against an import; Malformed where the graph is none. */
export const importGraphModel = ({ model, topology, weights, fileBytes, options }: TfjsSource): ImportedModel => {
  const { file, bindings = new Map<string, number>(), allowUnsupported = false } = options;
  const all = topology.objects("node").map(graphNode);
  const named = withResults(all);
  const operators = named.filter(({ opType }) => !isSource(opType) && opType !== "NoOp");
  const outputs = outputsOf(model, named);
  throwIfAny(nameFaults(named, outputs, file));
  const { sorted, circle } = sortNodes(operators);
  const inputs = bindInputs(openInputs(model, named), bindings, file, messages);
  throwIfAny([
    ...(circle === undefined ? [] : [messages.cyclicGraph(file, circle)]),
    ...constantFaults(named, weights, file),
    ...inputs.faults,
  ]);
  const graph = graphBuilder("network");
  const state = emptyState(graph, importedValues(graph, fileBytes), () => undefined);
  const keys = new Map(inputs.inputs.map(({ name }) => [name, `${name}:0`]));
  for (const { name } of inputs.fixed) keys.set(name, `${name}:0`);
  const hasImages = operators.some(({ opType }) => imageOperators.has(opType));
  const inputOrders = addInputs(state, inputs, keys, hasImages);
  addConstants(named, weights, state.scope, state.values);
  const read = new Set([...operators.flatMap(({ reads }) => reads), ...outputs.map(({ value }) => value)]);
  convertNodes(sorted, state, (node, build) => {
    if (!isConverted(node.opType)) throw refusalOf(node.opType);
    return converterOf(node.opType)(nodeView(node, state, read), build);
  });
  return finish(state, { file, allowUnsupported, messages, inputs, inputOrders, outputs, recorded: [] });
};

const isSource = (op: string): boolean => op === "Const" || op.startsWith("Placeholder");

/** References are `name`, `name:result`, or `^name` where only the order matters. */
const graphNode = (node: JsonObject): GraphNode => {
  const inputs = node.strings("input", []).filter(input => !input.startsWith("^"));
  const name = node.string("name");
  return {
    name,
    opType: node.string("op"),
    reads: inputs.map(input => (/:\d+$/.test(input) ? input : `${input}:0`)),
    results: [],
    attributes: attributeView(node.raw("attr")),
  };
};

/** A node makes as many results as are read of it, and one at least. */
const withResults = (nodes: readonly GraphNode[]): readonly GraphNode[] => {
  const most = new Map<string, number>();
  for (const read of nodes.flatMap(({ reads }) => reads)) {
    const at = read.lastIndexOf(":");
    const index = Math.min(Number(read.slice(at + 1)), mostResults);
    most.set(read.slice(0, at), Math.max(most.get(read.slice(0, at)) ?? 0, index));
  }
  return nodes.map(node => ({
    ...node,
    results: Array.from({ length: (most.get(node.name) ?? 0) + 1 }, (_, i) => `${node.name}:${i}`),
  }));
};
const mostResults = 4096;

/** The signature's outputs; without one, nodes that nobody reads. */
const outputsOf = (
  model: JsonObject,
  nodes: readonly GraphNode[],
): readonly { readonly name: string; readonly value: string }[] => {
  const signature = signatureOf(model, "outputs");
  if (signature !== undefined)
    return signature.map(({ tensor }) => ({
      name: tensor.replace(/:0$/, ""),
      value: tensor.includes(":") ? tensor : `${tensor}:0`,
    }));
  const read = new Set(nodes.flatMap(({ reads }) => reads));
  return nodes
    .filter(({ name, opType }) => !read.has(`${name}:0`) && opType !== "NoOp" && !isSource(opType))
    .map(({ name }) => ({ name, value: `${name}:0` }));
};

interface SignatureEntry {
  readonly tensor: string;
  readonly shape: readonly number[] | undefined;
}

const signatureOf = (model: JsonObject, part: "inputs" | "outputs"): readonly SignatureEntry[] | undefined => {
  const owner = model.has("signature")
    ? model
    : model.has("userDefinedMetadata")
      ? model.object("userDefinedMetadata")
      : model;
  if (!owner.has("signature")) return undefined;
  const signature = owner.object("signature");
  if (!signature.has(part)) return undefined;
  const entries = signature.object(part);
  return entries.names().map(name => {
    const entry = entries.object(name);
    return { tensor: entry.string("name", name), shape: shapeOf(entry.raw("tensorShape")) };
  });
};

/** Placeholders; the signature's shapes say more than theirs. */
const openInputs = (model: JsonObject, nodes: readonly GraphNode[]): readonly OpenInput[] => {
  const recorded = new Map(
    (signatureOf(model, "inputs") ?? []).map(({ tensor, shape }) => [tensor.replace(/:0$/, ""), shape]),
  );
  return nodes
    .filter(({ opType }) => opType.startsWith("Placeholder"))
    .map(({ name, attributes }) => {
      const dtype = attributes.dtype("dtype");
      const shape = recorded.get(name) ?? attributes.shape("shape");
      if (dtype === undefined) throw new Malformed(`input ${name} is no tensor of numbers`);
      if (shape === undefined) throw new Malformed(`the shape of input ${name} is not recorded, not even its rank`);
      return {
        name,
        dtype,
        dims: shape.map((dim, axis) =>
          dim > 0 && Number.isSafeInteger(dim) ? dim : openDim(name, axis, shape.length),
        ),
      };
    });
};

const nameFaults = (
  nodes: readonly GraphNode[],
  outputs: readonly { readonly name: string; readonly value: string }[],
  file: string | undefined,
): Diagnostic[] => {
  const made = new Set(nodes.flatMap(({ results }) => results));
  const nodeNames = new Set(nodes.map(({ name }) => name));
  const isMissing = (value: string): boolean =>
    !made.has(value) && !nodeNames.has(value.slice(0, value.lastIndexOf(":")));
  const repeated = [...groupBy(nodes, ({ name }) => name).values()].flatMap(([, second]) => second ?? []);
  return [
    ...repeated.map(({ name }) => twoNodes(file, name)),
    ...nodes.flatMap(({ name, reads }) =>
      reads.filter(isMissing).map(read => dangling(file, name, read.replace(/:0$/, ""))),
    ),
    ...outputs.filter(({ value }) => isMissing(value)).map(({ name }) => dangling(file, "the signature", name)),
    ...(outputs.length === 0 ? [messages.noOutputs(file)] : []),
  ].slice(0, mostFaults);
};
/** More of one kind say nothing new. */
const mostFaults = 20;

/** Constants without a weight. */
const constantFaults = (
  nodes: readonly GraphNode[],
  { tensors, unsupported }: Weights,
  file: string | undefined,
): Diagnostic[] =>
  nodes
    .filter(({ name, opType }) => opType === "Const" && !tensors.has(name) && !unsupported.has(name))
    .map(({ name }) => messages.faultyTensor(file, name, "is not among the model's weights"))
    .slice(0, mostFaults);

const addConstants = (
  nodes: readonly GraphNode[],
  { tensors, unsupported }: Weights,
  scope: Map<string, Found>,
  values: Values,
): void => {
  for (const { name, opType } of nodes) {
    if (opType !== "Const") continue;
    const tensor = tensors.get(name);
    const reason = `${name} is ${unsupported.get(name) ?? "missing"}`;
    scope.set(
      `${name}:0`,
      tensor === undefined
        ? { kind: "lost", reason, isOwnFault: true }
        : { kind: "laid", laid: stored(name, tensor, values) },
    );
  }
};

const nodeView = (
  { name, attributes, reads, results }: GraphNode,
  { scope }: ConversionState,
  read: ReadonlySet<string>,
): NodeView => {
  const operand = (index: number): Laid => {
    const input = reads[index];
    if (input === undefined) throw new IllFormed(`its operand ${index} is left out`);
    return tensorNamed(input, scope);
  };
  return {
    name,
    attributes,
    operandCount: reads.length,
    operand,
    operands: (first = 0) => reads.slice(first).map((_, i) => operand(first + i)),
    wants: index => read.has(results[index] ?? `${name}:${index}`),
  };
};
