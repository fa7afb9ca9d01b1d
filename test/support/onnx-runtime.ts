/** Runs a model in ONNX Runtime and in the reference interpreter, and compares: the oracle of the importer's tests. */
import { InferenceSession, Tensor as RuntimeTensor } from "onnxruntime-node";
import { expect } from "vitest";
import { allocate, bitsOf, type DType, isFloat, isSigned } from "../../ir/dtype.ts";
import type { Graph } from "../../ir/graph.ts";
import { fromRuntime, toRuntime } from "../../train/executors/runtime-tensors.ts";
import { importOnnx, type OnnxImportOptions } from "../../ir/import/onnx/import-onnx.ts";
import { evaluate } from "../../ir/interp/evaluate.ts";
import { elementCount, formatType, type Tensor, type TensorType } from "../../ir/tensor.ts";
import { type RandomStream, randomStream } from "../../support/random.ts";
import { onnxModel, type TestModel } from "./onnx-model.ts";

export interface AgreementOptions extends OnnxImportOptions {
  /** Feeds to use instead of random ones. */
  readonly feeds?: Readonly<Record<string, Tensor>>;
  readonly seed?: number;
  /** Largest difference of floats, as a part of the output's range (largest minus smallest element, at least 1e-6). */
  readonly tolerance?: number;
}

/**
 * Expects that the imported graph computes what ONNX Runtime computes: floats to `tolerance` (1e-4 of the output's range
 * unless given), integers and bools exactly. Returns the graph.
 */
export const expectAgreement = async (
  model: TestModel | Uint8Array,
  options: AgreementOptions = {},
): Promise<Graph> => {
  const bytes = model instanceof Uint8Array ? model : onnxModel(model);
  const { graph } = importOnnx(bytes, options);
  const feeds = new Map([...randomFeeds(graph, options.seed ?? 1), ...Object.entries(options.feeds ?? {})]);
  const expected = await runOnnxRuntime(bytes, feeds);
  expectOutputs(evaluate(graph, feeds), expected, options.tolerance);
  return graph;
};

export const expectOutputs = (
  found: ReadonlyMap<string, Tensor>,
  expected: ReadonlyMap<string, Tensor>,
  tolerance = 1e-4,
  stage = "as imported",
): void => {
  expect([...found.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const [name, reference] of expected) {
    const output = found.get(name);
    if (output === undefined) continue;
    const allowed = isFloat(reference.type.dtype) ? tolerance : 0;
    expect({ stage, name, ...comparison(output, reference, allowed) }).toEqual({
      stage,
      name,
      type: formatType(reference.type),
      elements: reference.data.length,
      error: "within the tolerance",
    });
  }
};

const comparison = (output: Tensor, reference: Tensor, allowed: number) => {
  const error = largestError(output, reference);
  return {
    type: formatType(output.type),
    elements: output.data.length,
    error: error <= allowed ? "within the tolerance" : `${error} beyond ${allowed}`,
  };
};

/** Largest difference as a part of the reference's range; absolute for integers. Infinite where only one is finite. */
export const largestError = (output: Tensor, reference: Tensor): number => {
  let [low, high, largest] = [Infinity, -Infinity, 0];
  for (let i = 0; i < reference.data.length; i++) {
    const [a, b] = [output.data[i] ?? NaN, reference.data[i] ?? NaN];
    if (Object.is(a, b) || a === b) continue;
    largest = Math.max(largest, Number.isFinite(a - b) ? Math.abs(a - b) : Infinity);
  }
  for (const value of reference.data)
    if (Number.isFinite(value)) [low, high] = [Math.min(low, value), Math.max(high, value)];
  if (!isFloat(reference.type.dtype)) return largest;
  // A constant output has no range; its size stands in.
  const range = Math.max(high - low, high === low ? Math.abs(high) : 0, 1e-6);
  return largest / (Number.isFinite(range) ? range : 1);
};

/** One tensor per input: floats standard normal times `scale`, integers small, bools even odds. */
export const randomFeeds = (graph: Graph, seed: number, scale = 1): Map<string, Tensor> => {
  const random = randomStream(seed);
  return new Map(graph.inputs.map(({ id, type }) => [id, randomTensor(type, random, scale)]));
};

export const randomTensor = (type: TensorType, random: RandomStream, scale = 1): Tensor => {
  const data = allocate(type.dtype, elementCount(type.dims));
  for (let i = 0; i < data.length; i++) data[i] = randomElement(type.dtype, random, scale);
  return { type, data };
};

const randomElement = (dtype: DType, random: RandomStream, scale: number): number => {
  if (dtype === "bool") return random.integer(0, 1);
  // Multiples of 1/64 are exact in every float type.
  if (isFloat(dtype))
    return dtype === "f32" || dtype === "f64"
      ? Math.fround(random.normal() * scale)
      : Math.round(random.normal() * scale * 64) / 64;
  const size = bitsOf(dtype) <= 8 ? 2 ** (bitsOf(dtype) - 1) - 1 : 100;
  return random.integer(isSigned(dtype) ? -size : 0, size);
};

export const runOnnxRuntime = async (
  bytes: Uint8Array,
  feeds: ReadonlyMap<string, Tensor>,
): Promise<Map<string, Tensor>> => {
  const session = await InferenceSession.create(bytes, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    graphOptimizationLevel: "disabled",
    logSeverityLevel: 3,
  });
  try {
    const runtimeFeeds = Object.fromEntries(
      [...feeds].map(([name, tensor]) => [name, toRuntime(tensor, RuntimeTensor)]),
    );
    const outputs = await session.run(runtimeFeeds);
    return new Map(Object.entries(outputs).map(([name, tensor]) => [name, fromRuntime(tensor)]));
  } finally {
    await session.release();
  }
};
