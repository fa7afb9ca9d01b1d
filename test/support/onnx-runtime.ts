/** Runs a model in ONNX Runtime and in the reference interpreter, and compares: the oracle of the importer's tests. */
import { InferenceSession, Tensor as RuntimeTensor } from "onnxruntime-node";
import { expect } from "vitest";
import { allocate, bitsOf, type DType, isFloat, isSigned } from "../../ir/dtype.ts";
import type { Graph } from "../../ir/graph.ts";
import { importOnnx, type OnnxImportOptions } from "../../ir/import/onnx/import-onnx.ts";
import { rawData } from "../../ir/import/conversion/raw-data.ts";
import { evaluate } from "../../ir/interp/evaluate.ts";
import { elementCount, formatType, type Tensor, type TensorType } from "../../ir/tensor.ts";
import { type RandomStream, randomStream } from "../../support/random.ts";
import { onnxModel, type TestModel } from "./onnx-model.ts";
import { rawBytes } from "./raw-bytes.ts";

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
    const runtimeFeeds = Object.fromEntries([...feeds].map(([name, tensor]) => [name, toRuntime(tensor)]));
    const outputs = await session.run(runtimeFeeds);
    return new Map(Object.entries(outputs).map(([name, tensor]) => [name, fromRuntime(tensor)]));
  } finally {
    await session.release();
  }
};

const runtimeTypes = {
  f32: "float32",
  f64: "float64",
  f16: "float16",
  int8: "int8",
  uint8: "uint8",
  int16: "int16",
  uint16: "uint16",
  int32: "int32",
  uint32: "uint32",
  int64: "int64",
  uint64: "uint64",
  bool: "bool",
} as const satisfies Partial<Record<DType, RuntimeTensor.Type>>;

const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  bool: Uint8Array,
} as const;

const isRuntimeType = (dtype: string): dtype is keyof typeof runtimeTypes => dtype in runtimeTypes;

const toRuntime = ({ type, data }: Tensor): RuntimeTensor => {
  if (!isRuntimeType(type.dtype)) throw new RangeError(`ONNX Runtime takes no ${type.dtype} here`);
  const name = runtimeTypes[type.dtype];
  const bytes = rawBytes(type.dtype, data).slice();
  return new RuntimeTensor(name, new arrays[name](bytes.buffer), type.dims);
};

const fromRuntime = (tensor: RuntimeTensor): Tensor => {
  const entry = Object.entries(runtimeTypes).find(([, name]) => name === tensor.type);
  if (entry === undefined || !ArrayBuffer.isView(tensor.data))
    throw new RangeError(`ONNX Runtime gave a ${tensor.type}`);
  const { buffer, byteOffset, byteLength } = tensor.data;
  const type: TensorType = { dtype: entry[0] as DType, dims: [...tensor.dims] };
  const data = rawData(new Uint8Array(buffer, byteOffset, byteLength).slice(), type);
  if ("fault" in data) throw new RangeError(data.fault);
  return { type, data };
};
