/** Writes TensorFlow Lite models for tests, from the public schema (tensorflow/lite/schema/schema.fbs). */
import { Builder } from "flatbuffers";
import type { DType } from "../../ir/dtype.ts";
import { builtinOperators } from "../../ir/import/tflite/builtin-operators.ts";
import type { Tensor } from "../../ir/tensor.ts";
import { rawBytes } from "../../ir/export/onnx/raw-bytes.ts";

export interface TestQuantization {
  readonly scales: readonly number[];
  readonly zeroPoints: readonly number[];
  readonly axis?: number;
}

export interface TestTensor {
  readonly dtype: DType;
  readonly dims: readonly number[];
  /** A weight's elements. */
  readonly data?: Tensor["data"];
  readonly quantization?: TestQuantization;
  readonly signature?: readonly number[];
}

/** Fields of an options table: field number → value of a kind. */
export type TestOptions = readonly (readonly [field: number, kind: "byte" | "int" | "float", value: number])[];

export interface TestOperator {
  readonly opType: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly options?: { readonly type: number; readonly fields: TestOptions };
  /** A custom operator of that name. */
  readonly custom?: string;
}

export interface TestTfliteModel {
  readonly tensors: Readonly<Record<string, TestTensor>>;
  readonly operators: readonly TestOperator[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly version?: number;
}

/** `TensorType` of the schema. */
const typeCodes: Readonly<Partial<Record<DType, number>>> = {
  f32: 0,
  f16: 1,
  int32: 2,
  uint8: 3,
  int64: 4,
  bool: 6,
  int16: 7,
  int8: 9,
  f64: 10,
};

export const tfliteModel = (model: TestTfliteModel): Uint8Array => {
  const builder = new Builder(1024);
  const names = Object.keys(model.tensors);
  const indexOf = (name: string): number => (name === "" ? -1 : names.indexOf(name));
  const buffers = [
    writeBuffer(builder, undefined),
    ...Object.values(model.tensors).map(it => writeBuffer(builder, it)),
  ];
  const tensors = Object.entries(model.tensors).map(([name, it], i) => writeTensor(builder, name, it, i + 1));
  const operators = model.operators.map((operator, i) => writeOperator(builder, operator, i, indexOf));
  const codes = model.operators.map(operator => writeCode(builder, operator));
  const graphFields = [
    offsets(builder, tensors),
    ints(builder, model.inputs.map(indexOf)),
    ints(builder, model.outputs.map(indexOf)),
    offsets(builder, operators),
    builder.createString("test"),
  ];
  const graph = table(builder, graphFields.length, () => {
    for (const [field, offset] of graphFields.entries()) builder.addFieldOffset(field, offset, 0);
  });
  const [codeVector, graphVector, bufferVector] = [codes, [graph], buffers].map(list => offsets(builder, list));
  const root = table(builder, 5, () => {
    builder.addFieldInt32(0, model.version ?? 3, 0);
    builder.addFieldOffset(1, codeVector ?? 0, 0);
    builder.addFieldOffset(2, graphVector ?? 0, 0);
    builder.addFieldOffset(4, bufferVector ?? 0, 0);
  });
  builder.finish(root, "TFL3");
  return builder.asUint8Array().slice();
};

const table = (builder: Builder, fields: number, write: () => void): number => {
  builder.startObject(fields);
  write();
  return builder.endObject();
};

const vector = (builder: Builder, width: number, count: number, add: (index: number) => void): number => {
  builder.startVector(width, count, width);
  for (let i = count - 1; i >= 0; i--) add(i);
  return builder.endVector();
};

const ints = (builder: Builder, values: readonly number[]): number =>
  vector(builder, 4, values.length, i => {
    builder.addInt32(values[i] ?? 0);
  });
const floats = (builder: Builder, values: readonly number[]): number =>
  vector(builder, 4, values.length, i => {
    builder.addFloat32(values[i] ?? 0);
  });
const longs = (builder: Builder, values: readonly number[]): number =>
  vector(builder, 8, values.length, i => {
    builder.addInt64(BigInt(values[i] ?? 0));
  });
const offsets = (builder: Builder, values: readonly number[]): number =>
  vector(builder, 4, values.length, i => {
    builder.addOffset(values[i] ?? 0);
  });

const writeBuffer = (builder: Builder, tensor: TestTensor | undefined): number => {
  const bytes = tensor?.data === undefined ? undefined : rawBytes(tensor.dtype, tensor.data);
  const data =
    bytes === undefined
      ? 0
      : vector(builder, 1, bytes.length, i => {
          builder.addInt8(bytes[i] ?? 0);
        });
  return table(builder, 1, () => {
    builder.addFieldOffset(0, data, 0);
  });
};

const writeTensor = (
  builder: Builder,
  name: string,
  { dtype, dims, quantization, signature }: TestTensor,
  buffer: number,
): number => {
  const text = builder.createString(name);
  const shape = ints(builder, dims);
  const open = signature === undefined ? 0 : ints(builder, signature);
  const parameters = quantization === undefined ? 0 : writeQuantization(builder, quantization);
  return table(builder, 8, () => {
    builder.addFieldOffset(0, shape, 0);
    builder.addFieldInt8(1, typeCodes[dtype] ?? 5, 0);
    builder.addFieldInt32(2, buffer, 0);
    builder.addFieldOffset(3, text, 0);
    builder.addFieldOffset(4, parameters, 0);
    builder.addFieldOffset(7, open, 0);
  });
};

const writeQuantization = (builder: Builder, { scales, zeroPoints, axis = 0 }: TestQuantization): number => {
  const [scaleVector, zeroVector] = [floats(builder, scales), longs(builder, zeroPoints)];
  return table(builder, 7, () => {
    builder.addFieldOffset(2, scaleVector, 0);
    builder.addFieldOffset(3, zeroVector, 0);
    builder.addFieldInt32(6, axis, 0);
  });
};

const writeOperator = (
  builder: Builder,
  { inputs, outputs, options }: TestOperator,
  code: number,
  indexOf: (name: string) => number,
): number => {
  const [inputVector, outputVector] = [ints(builder, inputs.map(indexOf)), ints(builder, outputs.map(indexOf))];
  const optionTable = options === undefined ? 0 : writeOptions(builder, options.fields);
  return table(builder, 5, () => {
    builder.addFieldInt32(0, code, 0);
    builder.addFieldOffset(1, inputVector, 0);
    builder.addFieldOffset(2, outputVector, 0);
    builder.addFieldInt8(3, options?.type ?? 0, 0);
    builder.addFieldOffset(4, optionTable, 0);
  });
};

const writeOptions = (builder: Builder, fields: TestOptions): number =>
  table(builder, Math.max(0, ...fields.map(([field]) => field)) + 1, () => {
    for (const [field, kind, value] of fields)
      if (kind === "byte") builder.addFieldInt8(field, value, 0);
      else if (kind === "int") builder.addFieldInt32(field, value, 0);
      else builder.addFieldFloat32(field, value, 0);
  });

const writeCode = (builder: Builder, { opType, custom }: TestOperator): number => {
  const code = custom === undefined ? builtinOperators.indexOf(opType) : builtinOperators.indexOf("CUSTOM");
  const name = custom === undefined ? 0 : builder.createString(custom);
  return table(builder, 4, () => {
    builder.addFieldInt8(0, Math.min(code, 127), 0);
    builder.addFieldOffset(1, name, 0);
    builder.addFieldInt32(3, code, 0);
  });
};
