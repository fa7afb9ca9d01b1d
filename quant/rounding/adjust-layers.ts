/**
 * Rounds the weights of a network layer by layer, from the input on. Each layer sees the inputs that the quantized layers before it
 * really give, so later layers make up for what earlier ones have lost; its bias takes up the shift of the mean (Nagel et al.,
 * "Data-Free Quantization", ICCV 2019, section 4.2, with measured inputs). What comes back is a float graph whose weights lie on
 * their grids, and the scheme with the grids.
 */
import { type Constant, type Graph, indexOf, type Node, tensorOf, type ValueId } from "../../ir/graph.ts";
import { allocate } from "../../ir/dtype.ts";
import { type Tensor, tensor } from "../../ir/tensor.ts";
import { freshIds } from "../../passes/fresh-ids.ts";
import { InternalError } from "../../support/diagnostic.ts";
import { randomStream } from "../../support/random.ts";
import type { Dataset } from "../../train/data/dataset.ts";
import { type Executor, withOutputs } from "../../train/executor.ts";
import { runDataset } from "../../train/run-dataset.ts";
import { constantCodes } from "../codes.ts";
import { quantizeGraph } from "../quantize-graph.ts";
import { largestWeightCode, type QuantizationParameters, type QuantizationScheme } from "../scheme.ts";
import { type LinearLayer, linearLayersOf, rowOf } from "./linear-layer.ts";
import { momentSums } from "./moment-sums.ts";
import type { Moments } from "./moments.ts";
import { roundRow, rowProblem } from "./round-row.ts";

export interface AdjustSettings {
  /** Codes learned on data, or the nearest ones. */
  readonly rounding: "learned" | "nearest";
  readonly correctBias: boolean;
  readonly seed: number;
}

export interface Quantizable {
  readonly graph: Graph;
  readonly scheme: QuantizationScheme;
}

/** Input vectors of a layer that are looked at, in all. */
const vectorsPerLayer = 8192;
/** Wider rows are rounded to nearest: their covariance would take gigabytes. */
const widestRow = 2304;

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
  // Layers not reached yet still have their float weights.
  const values = new Map([...scheme.values].filter(([id]) => !weights.has(id)));
  let adjusted = graph;
  for (const layer of layers) {
    const parameters = scheme.values.get(layer.weight);
    if (parameters === undefined) continue;
    const before = { float: graph, quantized: quantizeGraph(withOutputs(adjusted, [layer.input]), { values }) };
    const moments = await layerMoments(layer, before, dataset, executor, settings);
    const rounded = roundLayer(layer, weightOf(graph, layer), parameters, moments, settings.rounding);
    values.set(layer.weight, rounded.parameters);
    adjusted = replaceData(adjusted, layer.weight, rounded.weight);
    if (settings.correctBias) adjusted = shiftBias(adjusted, layer, meanShift(graph, layer, rounded.weight, moments));
  }
  return { graph: adjusted, scheme: { values } };
};

/** Moments of each group. The same vectors are drawn from both networks. */
const layerMoments = async (
  layer: LinearLayer,
  { float, quantized }: { readonly float: Graph; readonly quantized: Graph },
  dataset: Dataset,
  executor: Executor,
  { rounding, seed }: AdjustSettings,
): Promise<readonly Moments[]> => {
  const most = Math.max(1, Math.ceil(vectorsPerLayer / dataset.count));
  const isLearned = rounding === "learned" && layer.size <= widestRow;
  const sums = momentSums(layer.groups, layer.size, isLearned ? 2 : 1);
  const vectorsIn = (outputs: ReadonlyMap<string, Tensor>, index: number): Float32Array => {
    const input = outputs.get(layer.input);
    if (input === undefined) throw new InternalError(`${layer.input} is no output`);
    return layer.vectors(input, most, randomStream(seed + index));
  };
  const floatVectors: Float32Array[] = [];
  await runDataset(executor, withOutputs(float, [layer.input]), dataset, (outputs, _, index) => {
    floatVectors.push(vectorsIn(outputs, index));
  });
  await runDataset(executor, quantized, dataset, (outputs, _, index) => {
    sums.add(vectorsIn(outputs, index), floatVectors[index] ?? new Float32Array());
  });
  return sums.finish();
};

interface RoundedLayer {
  /** Reals on the grid. */
  readonly weight: Tensor;
  readonly parameters: QuantizationParameters;
}

const roundLayer = (
  layer: LinearLayer,
  weight: Tensor,
  parameters: QuantizationParameters,
  moments: readonly Moments[],
  rounding: AdjustSettings["rounding"],
): RoundedLayer => {
  const isPerRow = parameters.axis !== undefined && parameters.scales.length === layer.rows;
  return rounding === "learned" && isPerRow && layer.size <= widestRow
    ? learned(layer, weight, parameters, moments)
    : nearest(weight, parameters);
};

const nearest = (weight: Tensor, parameters: QuantizationParameters): RoundedLayer => {
  const { data } = constantCodes(weight, parameters);
  const { type } = weight;
  const slices = parameters.scales.length;
  const axis = parameters.axis ?? 0;
  const stride = type.dims.slice(axis + 1).reduce((product, dim) => product * dim, 1);
  const scaleAt = (i: number): number => parameters.scales[slices === 1 ? 0 : Math.floor(i / stride) % slices] ?? NaN;
  return {
    weight: tensor(
      type.dtype,
      type.dims,
      Float64Array.from(data, (code, i) => code * scaleAt(i)),
    ),
    parameters,
  };
};

const learned = (
  layer: LinearLayer,
  weight: Tensor,
  parameters: QuantizationParameters,
  moments: readonly Moments[],
): RoundedLayer => {
  const problems = moments.map(rowProblem);
  const data = allocate(weight.type.dtype, weight.data.length);
  const scales: number[] = [];
  for (let row = 0; row < layer.rows; row++) {
    const problem = problems[Math.floor((row * layer.groups) / layer.rows)];
    if (problem === undefined) throw new InternalError(`row ${row} has no group`);
    const isBinary = parameters.bits === 1;
    const { scale, codes } = roundRow(problem, rowOf(layer, weight, row), largestWeightCode(parameters.bits), isBinary);
    scales.push(scale);
    for (const [i, code] of codes.entries()) data[layer.place(row, i)] = Math.fround(code * scale);
  }
  return { weight: { type: weight.type, data }, parameters: { ...parameters, scales } };
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

const weightOf = (graph: Graph, { weight }: LinearLayer): Tensor => {
  const constant = indexOf(graph).constantOf(weight);
  const known = constant === undefined ? undefined : tensorOf(constant);
  if (known === undefined) throw new InternalError(`${weight} is no known constant`);
  return known;
};

const replaceData = (graph: Graph, id: ValueId, { data }: Tensor): Graph => ({
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
