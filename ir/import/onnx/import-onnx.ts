/**
 * From the bytes of an ONNX file to a graph whose every dimension is fixed. Pure: files of external data are read by a
 * function that the caller gives.
 */
import { CompileError, type Diagnostic } from "../../../support/diagnostic.ts";
import { graphBuilder } from "../../builder.ts";
import type { Graph, Node } from "../../graph.ts";
import { convertNodes, type ConversionState, type Found } from "./convert-nodes.ts";
import { decodeModel } from "./decode.ts";
import type { ExternalDataReader } from "./external-data.ts";
import { loadInitializers } from "./initializers.ts";
import { bindInputs, boundType, type BoundSymbol } from "./inputs.ts";
import {
  lostOutput,
  lostOutputs,
  noOpset,
  opsetOutOfRange,
  type UnsupportedNode,
  unsupportedNodes,
} from "./messages.ts";
import type { GraphProto, ModelProto } from "./schema/onnx_pb.ts";
import { nameFaults, nameNodes, ownDomain, sortNodes, type SourceNode } from "./source.ts";
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
  const { file, bindings = new Map<string, number>(), allowUnsupported = false } = options;
  const model = decodeModel(bytes, file);
  const proto = model.graph as GraphProto;
  const named = nameNodes(proto.node);
  throwIfAny([...opsetFaults(model, file), ...nameFaults(proto, named, file)]);

  const { sorted, fault: circle } = sortNodes(named, file);
  const initialized = new Set(proto.initializer.map(({ name }) => name));
  const inputs = bindInputs(
    proto.input.filter(({ name }) => !initialized.has(name)),
    bindings,
    file,
  );
  const read = new Set([...named.flatMap(({ reads }) => reads), ...proto.output.map(({ name }) => name)]);
  const initializers = loadInitializers(
    proto.initializer.filter(({ name }) => read.has(name)),
    file,
    options.externalData,
  );
  throwIfAny([...(circle === undefined ? [] : [circle]), ...inputs.faults, ...initializers.faults]);

  const builder = graphBuilder(proto.name);
  const state: ConversionState = {
    graph: builder,
    values: importedValues(builder),
    opset: Number(opsetOf(model)),
    scope: new Map<string, Found>(),
    read,
    recordedTypes: new Map(
      [...proto.valueInfo, ...proto.output].flatMap(info => {
        const type = boundType(info, bindings);
        return type === undefined ? [] : [[info.name, type]];
      }),
    ),
    unsupported: [],
    eliminated: new Map(),
    discarded: new Set(),
  };
  for (const { name, type } of inputs.inputs)
    state.scope.set(name, { kind: "value", value: builder.input(name, type) });
  for (const { name, type, data } of initializers.tensors)
    state.scope.set(name, {
      kind: "value",
      value: state.values.constant(name, type, data === undefined ? undefined : { type, data }),
    });
  for (const { name, reason } of initializers.unsupported) state.scope.set(name, { kind: "unreadable", reason });

  convertNodes(sorted, state);
  if (!allowUnsupported) throwIfAny(grouped(state.unsupported).map(nodes => unsupportedNodes(file, nodes)));
  const lost = addOutputs(proto, state);
  if (lost.length === proto.output.length) throw new CompileError([lostOutputs(file, lost)]);
  return {
    graph: pruned(builder.build(), state.discarded),
    sourceNodes: sorted.map(({ name, opType, domain }) => ({ name, opType, domain })),
    boundSymbols: inputs.bound,
    warnings: [...initializers.warnings, ...lost.map(name => lostOutput(file, name))],
    eliminated: state.eliminated,
    unsupported: state.unsupported,
  };
};

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
