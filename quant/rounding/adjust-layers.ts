/**
 * Rounds the weights of a network layer by layer, from the input on. Each layer sees the inputs that the quantized layers before it
 * really give, so later layers make up for what earlier ones have lost; its bias takes up the shift of the mean (Nagel et al.,
 * "Data-Free Quantization", ICCV 2019, section 4.2, with measured inputs). What comes back is a float graph whose weights lie on
 * their grids, and the scheme with the grids.
 */
import { type Constant, type Graph, indexOf, type Node, type ValueId } from "../../ir/graph.ts";
import { type Tensor, tensor } from "../../ir/tensor.ts";
import { freshIds } from "../../passes/fresh-ids.ts";
import { InternalError } from "../../support/diagnostic.ts";
import type { Dataset } from "../../train/data/dataset.ts";
import { type Executor, withOutputs } from "../../train/executor.ts";
import { scaleGrids } from "../align-multipliers.ts";
import { quantizeGraph } from "../quantize-graph.ts";
import type { QuantizationScheme } from "../scheme.ts";
import { type FloatVectors, layerMoments } from "./layer-moments.ts";
import { type LinearLayer, linearLayersOf, weightOf } from "./linear-layer.ts";
import type { Moments } from "./moments.ts";
import { canLearn, learnedRounding, nearestRounding } from "./round-layer.ts";

export interface AdjustSettings {
  /** Codes learned on data, or the nearest ones. */
  readonly rounding: "learned" | "nearest";
  readonly correctBias: boolean;
  readonly seed: number;
  /** Of the same graph, samples and seed, where several schemes are tried. */
  readonly floatVectors?: FloatVectors | undefined;
}

export interface Quantizable {
  readonly graph: Graph;
  readonly scheme: QuantizationScheme;
}

/**
 * @param graph prepared for quantization, with float weights.
 * @param scheme with parameters for the activations, and for the weights that are to be quantized.
 */
export const adjustLayers = async (
  { graph, scheme }: Quantizable,
  dataset: Dataset,
  executor: Executor,
  settings: AdjustSettings,
): Promise<Quantizable> => {
  const layers = linearLayersOf(graph).filter(({ weight }) => scheme.values.has(weight));
  const weights = new Set(layers.map(({ weight }) => weight));
  const grids = scaleGrids(graph, scheme);
  // Layers not reached yet still have their float weights.
  const values = new Map([...scheme.values].filter(([id]) => !weights.has(id)));
  let adjusted = graph;
  for (const layer of layers) {
    const parameters = scheme.values.get(layer.weight);
    if (parameters === undefined) continue;
    const learns = settings.rounding === "learned" && canLearn(layer, parameters);
    const quantized = quantizeGraph(withOutputs(adjusted, [layer.input]), { values });
    const order = learns ? 2 : 1;
    const { seed, floatVectors } = settings;
    const request = { float: graph, quantized, dataset, executor, order, seed, floatVectors } as const;
    const moments = learns || settings.correctBias ? await layerMoments(layer, request) : [];
    const weight = weightOf(graph, layer);
    const rounded = learns
      ? learnedRounding(layer, weight, parameters, moments, grids.get(layer.weight))
      : nearestRounding(weight, parameters);
    values.set(layer.weight, rounded.parameters);
    adjusted = replaceData(adjusted, layer.weight, rounded.weight);
    if (settings.correctBias) adjusted = shiftBias(adjusted, layer, meanShift(graph, layer, rounded.weight, moments));
  }
  return { graph: adjusted, scheme: { values } };
};

/** How far the mean of each output channel moved: E[w·x] − E[ŵ·x̂]. */
const meanShift = (graph: Graph, layer: LinearLayer, rounded: Tensor, moments: readonly Moments[]): Float64Array => {
  const original = weightOf(graph, layer);
  return Float64Array.from({ length: layer.rows }, (_, row) => {
    const { mean, floatMean } = moments[Math.floor((row * layer.groups) / layer.rows)] ?? {};
    let shift = 0;
    for (let i = 0; i < layer.size; i++) {
      const place = layer.place(row, i);
      shift += (original.data[place] ?? 0) * (floatMean?.[i] ?? 0) - (rounded.data[place] ?? 0) * (mean?.[i] ?? 0);
    }
    return shift;
  });
};

export const replaceData = (graph: Graph, id: ValueId, { data }: Tensor): Graph => ({
  ...graph,
  constants: graph.constants.map(constant => (constant.id === id ? { ...constant, data } : constant)),
});

/** Adds to the layer's bias, which becomes its own: other layers may read the one it had. */
const shiftBias = (graph: Graph, layer: LinearLayer, shift: Float64Array): Graph => {
  const node = graph.nodes.find(({ operands }) => operands[1] === layer.weight);
  if (node === undefined) throw new InternalError(`nobody reads ${layer.weight}`);
  const old = layer.bias === undefined ? undefined : indexOf(graph).constantOf(layer.bias);
  if (layer.bias !== undefined && old?.data === undefined) return graph;
  const values = shift.map((value, row) => value + (old?.data?.[row] ?? 0));
  const { type, data } = tensor("f32", [layer.rows], values);
  const bias: Constant = { id: freshIds(graph).named(old?.id ?? "bias"), type, data };
  const changed: Node = { ...node, operands: withBias(node.operands, layer.bias, bias.id) };
  const isRead = old === undefined || indexOf(graph).usersOf(old.id).length > 1;
  return {
    ...graph,
    constants: [...graph.constants.filter(({ id }) => isRead || id !== old.id), bias],
    nodes: graph.nodes.map(other => (other === node ? changed : other)),
  };
};

const withBias = (operands: readonly ValueId[], old: ValueId | undefined, bias: ValueId): readonly ValueId[] => [
  ...operands.slice(0, 2),
  bias,
  ...operands.slice(old === undefined ? 2 : 3),
];
