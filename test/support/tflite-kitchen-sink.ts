/** A TensorFlow Lite model that uses much of the format: what fuzzing damages. */
import { tfliteModel, type TestOperator, type TestTensor } from "./tflite-model.ts";

const window = (type: number) => ({
  type,
  fields: [
    [1, "int", 1],
    [2, "int", 1],
  ] as const,
});
const image: TestTensor = { dtype: "f32", dims: [1, 4, 4, 2] };
const codes: TestTensor = { dtype: "int8", dims: [1, 4, 4, 2], quantization: { scales: [0.5], zeroPoints: [3] } };
const ints = (...values: readonly number[]): TestTensor => ({
  dtype: "int32",
  dims: [values.length],
  data: Int32Array.from(values),
});
const weight: TestTensor = { dtype: "f32", dims: [2, 1, 1, 2], data: Float32Array.of(1, 2, 3, 4) };
const codeWeight: TestTensor = {
  dtype: "int8",
  dims: [2, 1, 1, 2],
  data: Int8Array.of(1, 2, 3, 4),
  quantization: { scales: [0.5, 0.25], zeroPoints: [0, 0] },
};

const operators: readonly TestOperator[] = [
  { opType: "CONV_2D", inputs: ["x", "weight", "bias"], outputs: ["a"], options: window(1) },
  { opType: "ADD", inputs: ["a", "x"], outputs: ["b"], options: { type: 11, fields: [[0, "byte", 1]] } },
  {
    opType: "MAX_POOL_2D",
    inputs: ["b"],
    outputs: ["c"],
    options: { type: 5, fields: [...window(5).fields, [3, "int", 2], [4, "int", 2]] },
  },
  { opType: "QUANTIZE", inputs: ["c"], outputs: ["d"] },
  { opType: "CONV_2D", inputs: ["d", "codeWeight", ""], outputs: ["e"], options: window(1) },
  { opType: "PAD", inputs: ["e", "amounts"], outputs: ["f"] },
  { opType: "CONCATENATION", inputs: ["f", "f"], outputs: ["g"], options: { type: 10, fields: [[0, "int", 3]] } },
  { opType: "DEQUANTIZE", inputs: ["g"], outputs: ["h"] },
  {
    opType: "STRIDED_SLICE",
    inputs: ["h", "begins", "ends", "steps"],
    outputs: ["i"],
    options: { type: 32, fields: [] },
  },
  { opType: "RESIZE_BILINEAR", inputs: ["i", "size"], outputs: ["j"], options: { type: 15, fields: [[3, "byte", 1]] } },
  { opType: "MEAN", inputs: ["j", "axes"], outputs: ["k"], options: { type: 27, fields: [] } },
  { opType: "RESHAPE", inputs: ["k", "shape"], outputs: ["l"] },
  { opType: "SOFTMAX", inputs: ["l"], outputs: ["y"], options: { type: 9, fields: [[0, "float", 1]] } },
];

const tensors: Readonly<Record<string, TestTensor>> = {
  x: { ...image, signature: [-1, 4, 4, 2] },
  weight,
  bias: { dtype: "f32", dims: [2], data: Float32Array.of(1, 2) },
  a: image,
  b: image,
  c: image,
  d: codes,
  codeWeight,
  e: codes,
  amounts: { dtype: "int32", dims: [4, 2], data: Int32Array.of(0, 0, 1, 1, 0, 1, 0, 0) },
  f: { ...codes, dims: [1, 6, 5, 2] },
  g: { ...codes, dims: [1, 6, 5, 4] },
  h: { ...image, dims: [1, 6, 5, 4] },
  begins: ints(0, 1, 1, 0),
  ends: ints(1, 6, 5, 4),
  steps: ints(1, 2, 1, 1),
  i: { ...image, dims: [1, 3, 4, 4] },
  size: ints(6, 8),
  j: { ...image, dims: [1, 6, 8, 4] },
  axes: ints(1, 2),
  k: { dtype: "f32", dims: [1, 4] },
  shape: ints(-1, 2),
  l: { dtype: "f32", dims: [2, 2] },
  y: { dtype: "f32", dims: [2, 2] },
};

export const tfliteKitchenSink = (): Uint8Array => tfliteModel({ tensors, operators, inputs: ["x"], outputs: ["y"] });
