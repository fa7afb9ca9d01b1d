/**
 * From the bytes of an ONNX file to a graph whose every dimension is fixed. Pure: files of external data are read by a
 * function that the caller gives.
 */
import { CompileError, type Diagnostic } from "../../../support/diagnostic.ts";
import { groupBy } from "../../../support/group-by.ts";
import type { Graph, Node } from "../../graph.ts";
import { formatType, typesEqual } from "../../tensor.ts";
import { checkedSource, throwIfAny } from "./checked-source.ts";
import type { ConversionState } from "./conversion-state.ts";
import { convertNodes } from "./convert-nodes.ts";
import { decodeModel } from "./decode.ts";
import type { ExternalDataReader } from "./external-data.ts";
import { initialState } from "./initial-state.ts";
import type { BoundSymbol } from "./inputs.ts";
import { contradictedTypes, lostOutput, lostOutputs, type UnsupportedNode, unsupportedNodes } from "./messages.ts";
import type { GraphProto } from "./schema/onnx_pb.ts";
import type { SourceNode } from "./source.ts";

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

/** @throws CompileError with everything found in the file that stands against an import. */
export const importOnnx = (bytes: Uint8Array, options: ImportOptions = {}): ImportedModel => {
  const { file, bindings = new Map<string, number>(), externalData, allowUnsupported = false } = options;
  const source = checkedSource(decodeModel(bytes, file), file, bindings, externalData);
  const { proto, inputs, initializers } = source;
  const state = initialState(source, bindings, bytes.length);
  convertNodes(source.nodes, state);
  if (!allowUnsupported) throwIfAny(grouped(state.unsupported).map(nodes => unsupportedNodes(file, nodes)));
  const lost = addOutputs(proto, state);
  if (lost.length === proto.output.length) throw new CompileError([lostOutputs(file, lost)]);
  return {
    graph: pruned(state.graph.build(), state.discarded),
    sourceNodes: state.sourceNodes,
    boundSymbols: inputs.bound,
    warnings: [...initializers.warnings, ...lost.map(name => lostOutput(file, name)), ...contradictions(state, file)],
    eliminated: state.eliminated,
    unsupported: state.unsupported,
  };
};

/** Where the model's own record of a shape is another than what its operators give. */
const contradictions = ({ recordedTypes, scope }: ConversionState, file: string | undefined): Diagnostic[] => {
  const values = [...recordedTypes].flatMap(([name, recorded]) => {
    const found = scope.get(name);
    if (found?.kind !== "value" || typesEqual(found.value.type, recorded)) return [];
    return [{ name, recorded: formatType(recorded), computed: formatType(found.value.type) }];
  });
  return values.length === 0 ? [] : [contradictedTypes(file, values)];
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
const grouped = (nodes: readonly UnsupportedNode[]): (readonly UnsupportedNode[])[] => {
  const groups = groupBy(nodes, ({ domain, opType, reason }) => JSON.stringify([domain, opType, reason]));
  const roots = [...groups.values()].filter(([first]) => first?.follows !== true);
  return roots.length > 0 ? roots : [...groups.values()];
};
