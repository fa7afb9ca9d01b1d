/** What it costs the network's outputs to have one tensor in few bits and everything else in float: measured, not estimated. */
import type { Graph, ValueId } from "../../ir/graph.ts";
import type { Tensor } from "../../ir/tensor.ts";
import type { Dataset } from "../../train/data/dataset.ts";
import { assignParameters, type ParameterChoice } from "../assign-parameters.ts";
import type { Calibration } from "../calibrate.ts";
import { quantizeGraph } from "../quantize-graph.ts";
import { replaceData } from "../rounding/adjust-layers.ts";
import { type FloatVectors, layerMoments } from "../rounding/layer-moments.ts";
import { type LinearLayer, weightOf } from "../rounding/linear-layer.ts";
import { canLearn, learnedRounding, nearestRounding } from "../rounding/round-layer.ts";
import { type Effect, effectOf, type Judging } from "./effect.ts";

export interface Sensitivity extends Effect {
  readonly value: ValueId;
  readonly bits: number;
}

/** What sensitivities are measured with. */
export interface Bench {
  /** Prepared for quantization, float. */
  readonly graph: Graph;
  /** What rounding is learned on. */
  readonly dataset: Dataset;
  /** What effects are measured on. */
  readonly judging: Judging;
  readonly calibration: Calibration;
  readonly choice: ParameterChoice;
  readonly learnsRounding: boolean;
  readonly seed: number;
  /** Rounded weights by `roundedKey`, kept so that layers can be measured together later. */
  readonly rounded: Map<string, Tensor>;
  /** Kept for the networks that are tried later. */
  readonly floatVectors: FloatVectors;
}

const roundedKey = (value: ValueId, bits: number): string => `${bits} ${value}`;

/** Of an activation, or of a weight that is rounded to nearest, at each width. */
export const valueSensitivity = async (
  bench: Bench,
  value: ValueId,
  widths: readonly number[],
): Promise<readonly Sensitivity[]> => {
  const results: Sensitivity[] = [];
  for (const bits of widths) {
    const scheme = assignParameters(bench.graph, bench.calibration, new Map([[value, bits]]), bench.choice);
    results.push({ value, bits, ...(await effectOf(bench.judging, quantizeGraph(bench.graph, scheme))) });
  }
  return results;
};

/** Of a layer's weights at each width, rounded as they would be in the end. */
export const weightSensitivity = async (
  bench: Bench,
  layer: LinearLayer,
  widths: readonly number[],
): Promise<readonly Sensitivity[]> => {
  const {
    graph,
    dataset,
    seed,
    floatVectors,
    judging: { executor },
  } = bench;
  const { weight: value } = layer;
  const schemes = widths.map(bits => ({
    bits,
    parameters: assignParameters(graph, bench.calibration, new Map([[value, bits]]), bench.choice).values.get(value),
  }));
  const learns =
    bench.learnsRounding && schemes.some(({ parameters }) => parameters !== undefined && canLearn(layer, parameters));
  const moments = learns
    ? await layerMoments(layer, { float: graph, dataset, executor, order: 2, seed, floatVectors })
    : [];
  const results: Sensitivity[] = [];
  for (const { bits, parameters } of schemes) {
    if (parameters === undefined) continue;
    const tensor = weightOf(graph, layer);
    const { weight } = learns
      ? learnedRounding(layer, tensor, parameters, moments)
      : nearestRounding(tensor, parameters);
    bench.rounded.set(roundedKey(value, bits), weight);
    results.push({ value, bits, ...(await effectOf(bench.judging, replaceData(graph, value, weight))) });
  }
  return results;
};

/** Of several values quantized together, weights rounded as they were when each was measured alone. */
export const jointEffect = (bench: Bench, widths: ReadonlyMap<ValueId, number>): Promise<Effect> => {
  let { graph } = bench;
  const others = new Map<ValueId, number>();
  for (const [value, bits] of widths) {
    const rounded = bench.rounded.get(roundedKey(value, bits));
    if (rounded === undefined) others.set(value, bits);
    else graph = replaceData(graph, value, rounded);
  }
  return effectOf(
    bench.judging,
    quantizeGraph(graph, assignParameters(graph, bench.calibration, others, bench.choice)),
  );
};
