/** Post-training quantization from end to end: equalize, calibrate, pick parameters, round, correct biases, quantize. */
import type { Graph } from "../ir/graph.ts";
import type { Dataset } from "../train/data/dataset.ts";
import type { Executor } from "../train/executor.ts";
import { alignMultipliers } from "./align-multipliers.ts";
import { assignParameters, type ParameterChoice, type Widths } from "./assign-parameters.ts";
import type { Calibration } from "./calibrate.ts";
import { quantizeGraph } from "./quantize-graph.ts";
import { adjustLayers, type AdjustSettings } from "./rounding/adjust-layers.ts";
import type { QuantizationScheme } from "./scheme.ts";

export interface PostTrainingSettings {
  readonly choice: ParameterChoice;
  readonly rounding: "learned" | "nearest";
  readonly correctBias: boolean;
  readonly seed: number;
}

export interface Quantized {
  /** In the form that ONNX exchanges: quantize and dequantize around what stays float. */
  readonly graph: Graph;
  readonly scheme: QuantizationScheme;
}

export interface RoundingData extends Pick<AdjustSettings, "floatVectors"> {
  readonly dataset: Dataset;
  readonly executor: Executor;
}

/**
 * @param graph prepared for quantization.
 * @param calibration of the same graph.
 * @param dataset what rounding and biases are learned on; needs no targets.
 * @throws CompileError where a tensor can't be quantized.
 */
export const quantizeWith = async (
  graph: Graph,
  widths: Widths,
  calibration: Calibration,
  { dataset, executor, floatVectors }: RoundingData,
  { choice, rounding, correctBias, seed }: PostTrainingSettings,
): Promise<Quantized> => {
  const scheme = alignMultipliers(graph, assignParameters(graph, calibration, widths, choice));
  const settled =
    rounding === "learned" || correctBias
      ? await adjustLayers({ graph, scheme }, dataset, executor, { rounding, correctBias, seed, floatVectors })
      : { graph, scheme };
  return { graph: quantizeGraph(settled.graph, settled.scheme), scheme: settled.scheme };
};
