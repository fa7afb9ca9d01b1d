/**
 * From the bytes of an ONNX file to a graph whose every dimension is fixed. Pure: files of external data are read by a
 * function that the caller gives.
 */
import { CompileError, type Diagnostic } from "../../../support/diagnostic.ts";
import { graphBuilder } from "../../builder.ts";
import type { Graph, Node } from "../../graph.ts";
import type { TensorType } from "../../tensor.ts";
import { type ConversionState, scopeWithin } from "./conversion-state.ts";
import { convertNodes } from "./convert-nodes.ts";
import { decodeModel, graphOf } from "./decode.ts";
import type { ExternalDataReader } from "./external-data.ts";
import { addInitializers, type Initializers, loadInitializers } from "./initializers.ts";
import { bindInputs, type BoundInputs, type BoundSymbol, boundType } from "./inputs.ts";
import {
  lostOutput,
  lostOutputs,
  noOpset,
  opsetOutOfRange,
  type UnsupportedNode,
  unsupportedNodes,
} from "./messages.ts";
import type { GraphProto, ModelProto } from "./schema/onnx_pb.ts";
import {
  type NamedNode,
  nameFaults,
  namesRead,
  nameNodes,
  ownDomain,
  sortNodes,
  type SourceNode,
  sparseNames,
} from "./source.ts";
import { importedValues } from "./values.ts";

export interface ImportOptions {
  /** Named in messages. */
  readonly file?: string;
  /** Sizes of open dimensions. */
  readonly bindings?: ReadonlyMap<string, number>;
  /** Without it all external data counts as missing. */
  readonly externalData?: ExternalDataReader;
  /** Keeps nodes that can't be mapped as `opaque` ones instead of failing. */
  readonly allowUnsupported?: boolean;
}

export interface ImportedModel {
  readonly graph: Graph;
  /** Every node of the file, in an order in which operands come first; `origins` in the graph are their names. */
  readonly sourceNodes: readonly SourceNode[];
  readonly boundSymbols: readonly BoundSymbol[];
  readonly warnings: readonly Diagnostic[];
  /** Why nodes left nothing in the graph, by their names. */
  readonly eliminated: ReadonlyMap<string, string>;
  /** Empty unless `allowUnsupported`. */
  readonly unsupported: readonly UnsupportedNode[];
}

export const oldestOpset = 7;
export const newestOpset = 21;

/** @throws CompileError with everything found in the file that stands against an import. */
export const importOnnx = (bytes: Uint8Array, options: ImportOptions = {}): ImportedModel => {
  const { file, allowUnsupported = false } = options;
  const source = checkedSource(decodeModel(bytes, file), options);
  const { proto, inputs, initializers } = source;
  const state = initialState(source, options, bytes.length);
  convertNodes(source.nodes, state);
  if (!allowUnsupported) throwIfAny(grouped(state.unsupported).map(nodes => unsupportedNodes(file, nodes)));
  const lost = addOutputs(proto, state);
  if (lost.length === proto.output.length) throw new CompileError([lostOutputs(file, lost)]);
  return {
    graph: pruned(state.graph.build(), state.discarded),
    sourceNodes: state.sourceNodes,
    boundSymbols: inputs.bound,
    warnings: [...initializers.warnings, ...lost.map(name => lostOutput(file, name))],
    eliminated: state.eliminated,
    unsupported: state.unsupported,
  };
};

/** The model's parts, free of faults that concern the model as a whole. */
interface Source {
  readonly proto: GraphProto;
  readonly opset: number;
  /** Operators that the model defines itself, as `domain.name`. */
  readonly functions: ReadonlySet<string>;
  /** In an order in which operands come first. */
  readonly nodes: readonly NamedNode[];
  readonly nodeNames: Set<string>;
  /** Names that a node or an output reads. */
  readonly read: ReadonlySet<string>;
  readonly inputs: BoundInputs;
  readonly initializers: Initializers;
}

const checkedSource = (model: ModelProto, { file, bindings, externalData }: ImportOptions): Source => {
  const proto = graphOf(model, file);
  const nodeNames = new Set<string>();
  const named = nameNodes(proto.node, nodeNames);
  throwIfAny([...opsetFaults(model, file), ...nameFaults(proto, named, file)]);

  const { sorted, fault } = sortNodes(named, file);
  const read = namesRead(proto, named);
  const initialized = new Set([...proto.initializer.map(({ name }) => name), ...sparseNames(proto)]);
  const open = proto.input.filter(({ name }) => !initialized.has(name));
  const inputs = bindInputs(open, bindings ?? new Map<string, number>(), file);
  const used = proto.initializer.filter(({ name }) => read.has(name));
  const initializers = loadInitializers(used, file, externalData);
  throwIfAny([...(fault === undefined ? [] : [fault]), ...inputs.faults, ...initializers.faults]);
  const functions = new Set(model.functions.map(({ domain, name }) => `${domain}.${name}`));
  return { proto, opset: Number(opsetOf(model)), functions, nodes: sorted, nodeNames, read, inputs, initializers };
};

const initialState = (source: Source, { bindings }: ImportOptions, fileBytes: number): ConversionState => {
  const { proto, inputs, initializers } = source;
  const graph = graphBuilder(proto.name === "" ? "network" : proto.name);
  const scope = scopeWithin();
  const values = importedValues(graph, fileBytes);
  for (const { name, type } of inputs.inputs) scope.set(name, { kind: "value", value: graph.input(name, type) });
  for (const { name, tensor } of inputs.fixed)
    scope.set(name, { kind: "value", value: values.constant(name, tensor.type, tensor) });
  addInitializers(initializers, scope, values);
  for (const name of sparseNames(proto))
    scope.set(name, { kind: "unreadable", reason: "a sparse tensor, which is not supported" });
  return {
    graph,
    values,
    opset: source.opset,
    functions: source.functions,
    scope,
    read: source.read,
    recordedTypes: recordedTypes(proto, bindings ?? new Map<string, number>()),
    nodeNames: source.nodeNames,
    sourceNodes: [],
    unsupported: [],
    eliminated: new Map(),
    discarded: new Set(),
  };
};

const recordedTypes = (
  { valueInfo, output }: GraphProto,
  bindings: ReadonlyMap<string, number>,
): ReadonlyMap<string, TensorType> =>
  new Map(
    [...valueInfo, ...output].flatMap(info => {
      const type = boundType(info, bindings);
      return type === undefined ? [] : [[info.name, type]];
    }),
  );

const throwIfAny = (diagnostics: readonly Diagnostic[]): void => {
  if (diagnostics.length > 0) throw new CompileError(diagnostics);
};

const opsetOf = ({ opsetImport }: ModelProto): bigint | undefined =>
  opsetImport.find(({ domain }) => ownDomain(domain) === "")?.version;

const opsetFaults = (model: ModelProto, file: string | undefined): Diagnostic[] => {
  const opset = opsetOf(model);
  if (opset === undefined) return [noOpset(file)];
  return opset < oldestOpset || opset > newestOpset ? [opsetOutOfRange(file, opset, oldestOpset, newestOpset)] : [];
};

/** Names the outputs of the graph; returns those that can't be computed. */
const addOutputs = ({ output }: GraphProto, { scope, graph }: ConversionState): string[] =>
  output.flatMap(({ name }) => {
    const found = scope.get(name);
    if (found?.kind !== "value") return [name];
    graph.output(name, found.value);
    return [];
  });

/** Without the nodes that a refused conversion left behind, and without constants that nobody reads. */
const pruned = (graph: Graph, discarded: ReadonlySet<string>): Graph => {
  const isKept = ({ results }: Node): boolean => !results.some(({ id }) => discarded.has(id));
  const nodes = graph.nodes.filter(isKept);
  const read = new Set([...nodes.flatMap(({ operands }) => operands), ...graph.outputs.map(({ value }) => value)]);
  return { ...graph, nodes, constants: graph.constants.filter(({ id }) => read.has(id)) };
};

/** Nodes of one operator with one reason make one message; nodes that merely depend on others make none. */
const grouped = (nodes: readonly UnsupportedNode[]): UnsupportedNode[][] => {
  const groups = new Map<string, UnsupportedNode[]>();
  for (const node of nodes) {
    const key = JSON.stringify([node.domain, node.opType, node.reason]);
    const group = groups.get(key) ?? [];
    group.push(node);
    groups.set(key, group);
  }
  const roots = [...groups.values()].filter(([first]) => first?.follows !== true);
  return roots.length > 0 ? roots : [...groups.values()];
};
