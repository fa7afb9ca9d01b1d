/** Layers models: what Keras saves, layer by layer. */
import type { Diagnostic } from "../../../../support/diagnostic.ts";
import { groupBy } from "../../../../support/group-by.ts";
import { graphBuilder } from "../../../builder.ts";
import { throwIfAny } from "../../conversion/finish.ts";
import type { ImportedModel } from "../../conversion/imported-model.ts";
import { bindInputs, type OpenInput } from "../../conversion/open-inputs.ts";
import { IllFormed } from "../../conversion/refusal.ts";
import { sortNodes } from "../../conversion/sort-nodes.ts";
import { importedValues, type Values } from "../../conversion/values.ts";
import { convertNodes, type ConversionState, emptyState, tensorNamed } from "../../tensorflow/convert.ts";
import { finish } from "../../tensorflow/finish.ts";
import { addInputs } from "../../tensorflow/inputs.ts";
import { type Laid, stored } from "../../tensorflow/laid.ts";
import type { TfjsSource } from "../source.ts";
import { Malformed } from "../json.ts";
import { openDim } from "../open-dim.ts";
import { dangling, messages, missingWeight, twoNodes } from "../messages.ts";
import { dtypeOfTfjs, type Weights } from "../weights.ts";
import type { LayerView } from "./converter.ts";
import { converterOf, isConverted } from "./converters/index.ts";
import { type LayerNode, type Topology, topologyOf } from "./topology.ts";
import { refusalOf } from "./unmappable.ts";

/** @throws CompileError with everything that stands against an import; Malformed where the configuration is none. */
export const importLayersModel = ({ topology, weights, fileBytes, options }: TfjsSource): ImportedModel => {
  const { file, bindings = new Map<string, number>(), allowUnsupported = false } = options;
  const model = topologyOf(topology.has("model_config") ? topology.object("model_config") : topology);
  throwIfAny(nameFaults(model, file));
  const { sorted, circle } = sortNodes(model.nodes);
  const inputs = bindInputs(openInputs(model), bindings, file, messages);
  throwIfAny([...(circle === undefined ? [] : [messages.cyclicGraph(file, circle)]), ...inputs.faults]);
  const graph = graphBuilder(model.name);
  const state = emptyState(graph, importedValues(graph, fileBytes), () => undefined);
  const keys = new Map(model.inputs.map(({ name, value }) => [name, value]));
  const inputOrders = addInputs(state, inputs, keys, true);
  const weightOf = weightsByLayer(weights, state.values);
  const absent: Diagnostic[] = [];
  convertNodes(sorted, state, (node, build) => {
    if (!isConverted(node.opType)) throw refusalOf(node.opType);
    return converterOf(node.opType)(layerView(node, state, weightOf, absent, file), build);
  });
  throwIfAny(absent);
  return finish(state, { file, allowUnsupported, messages, inputs, inputOrders, outputs: model.outputs, recorded: [] });
};

const openInputs = ({ inputs }: Topology): readonly OpenInput[] =>
  inputs.map(({ name, shape, dtype }) => {
    const known = dtypeOfTfjs(dtype);
    if (known === undefined) throw new Malformed(`input ${name} is a tensor of ${dtype}, which is not supported`);
    return {
      name,
      dtype: known,
      dims: shape.map((dim, axis) =>
        dim !== null && dim > 0 && Number.isInteger(dim) ? dim : openDim(name, axis, shape.length),
      ),
    };
  });

/** Values that nothing makes, or that two nodes make; a model without outputs. */
const nameFaults = ({ nodes, inputs, outputs }: Topology, file: string | undefined): Diagnostic[] => {
  const made = new Set([...inputs.map(({ value }) => value), ...nodes.flatMap(({ results }) => results)]);
  const makers = groupBy(nodes, ({ results: [result = ""] }) => result);
  const repeated = [...makers.values()].flatMap(([, ...others]) => others);
  return [
    ...nodes.flatMap(({ name, reads }) =>
      reads.filter(read => !made.has(read)).map(read => dangling(file, name, shownName(read))),
    ),
    ...outputs.filter(({ value }) => !made.has(value)).map(({ name }) => dangling(file, "the list of outputs", name)),
    ...repeated.map(({ name }) => twoNodes(file, name)),
    ...(outputs.length === 0 ? [messages.noOutputs(file)] : []),
  ].slice(0, 20);
};

const shownName = (value: string): string => value.replace(/:\d+:\d+$/, "");

/** Each layer's weights: `layer/weight`, perhaps with names of models before it. */
const weightsByLayer = (
  { tensors }: Weights,
  values: Values,
): ((layer: string, weight: string) => Laid | undefined) => {
  const bySuffix = new Map<string, string>();
  for (const name of tensors.keys()) {
    const suffix = name.replace(/:0$/, "").split("/").slice(-2).join("/");
    if (!bySuffix.has(suffix)) bySuffix.set(suffix, name);
  }
  const made = new Map<string, Laid>();
  return (layer, weight) => {
    const wanted = `${layer}/${weight}`;
    const name = tensors.has(wanted) ? wanted : bySuffix.get(wanted.split("/").slice(-2).join("/"));
    const tensor = name === undefined ? undefined : tensors.get(name);
    if (name === undefined || tensor === undefined) return undefined;
    const laid = made.get(name) ?? stored(name, tensor, values);
    made.set(name, laid);
    return laid;
  };
};

const layerView = (
  { name, layer, config, reads }: LayerNode,
  { scope }: ConversionState,
  weightOf: (layer: string, weight: string) => Laid | undefined,
  absent: Diagnostic[],
  file: string | undefined,
): LayerView => {
  const operand = (index: number): Laid => {
    const read = reads[index];
    if (read === undefined) throw new IllFormed(`its operand ${index} is left out`);
    return tensorNamed(read, scope);
  };
  return {
    name,
    config,
    operand,
    operands: () => reads.map((_, index) => operand(index)),
    weight: weight => {
      const found = weightOf(layer, weight);
      if (found !== undefined) return found;
      absent.push(missingWeight(file, name, `${layer}/${weight}`));
      throw new IllFormed(`the model has no weight ${layer}/${weight}`);
    },
  };
};
