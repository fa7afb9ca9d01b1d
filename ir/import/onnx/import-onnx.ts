/**
 * From the bytes of an ONNX file to a graph whose every dimension is fixed. Pure: files of external data are read by a
 * function that the caller gives.
 */
import { CompileError, type Diagnostic } from "../../../support/diagnostic.ts";
import { formatType, typesEqual } from "../../tensor.ts";
import { groupedByReason, pruned, throwIfAny } from "../conversion/finish.ts";
import type { ImportedModel, ImportOptions } from "../conversion/imported-model.ts";
import { checkedSource } from "./checked-source.ts";
import type { ConversionState } from "./conversion-state.ts";
import { convertNodes } from "./convert-nodes.ts";
import { decodeModel } from "./decode.ts";
import type { ExternalDataReader } from "./external-data.ts";
import { initialState } from "./initial-state.ts";
import { contradictedTypes, lostOutput, lostOutputs, unsupportedNodes } from "./messages.ts";
import type { GraphProto } from "./schema/onnx_pb.ts";

export interface OnnxImportOptions extends ImportOptions {
  /** Without it all external data counts as missing. */
  readonly externalData?: ExternalDataReader;
}

/** @throws CompileError with everything found in the file that stands against an import. */
export const importOnnx = (bytes: Uint8Array, options: OnnxImportOptions = {}): ImportedModel => {
  const { file, bindings = new Map<string, number>(), externalData, allowUnsupported = false } = options;
  const source = checkedSource(decodeModel(bytes, file), file, bindings, externalData);
  const { proto, inputs, initializers } = source;
  const state = initialState(source, bindings, bytes.length);
  convertNodes(source.nodes, state);
  if (!allowUnsupported) throwIfAny(groupedByReason(state.unsupported).map(nodes => unsupportedNodes(file, nodes)));
  const lost = addOutputs(proto, state);
  if (lost.length === proto.output.length) throw new CompileError([lostOutputs(file, lost)]);
  return {
    graph: pruned(state.graph.build(), state.discarded),
    sourceNodes: state.sourceNodes,
    boundSymbols: inputs.bound,
    warnings: [...initializers.warnings, ...lost.map(name => lostOutput(file, name)), ...contradictions(state, file)],
    eliminated: state.eliminated,
    unsupported: state.unsupported,
    axisOrders: new Map(),
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
