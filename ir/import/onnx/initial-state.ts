/** Where the conversion of a model's nodes begins: its inputs and weights are values of the graph already. */
import { graphBuilder } from "../../builder.ts";
import type { TensorType } from "../../tensor.ts";
import type { Source } from "./checked-source.ts";
import { type ConversionState, scopeWithin } from "./conversion-state.ts";
import { addInitializers } from "./initializers.ts";
import { boundType } from "./inputs.ts";
import type { GraphProto } from "./schema/onnx_pb.ts";
import { sparseNames } from "./source.ts";
import { importedValues } from "../conversion/values.ts";

export const initialState = (
  source: Source,
  bindings: ReadonlyMap<string, number>,
  fileBytes: number,
): ConversionState => {
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
    recordedTypes: recordedTypes(proto, bindings),
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
