/** Tensors of the model file: their types, and their data wherever it lies. */
import { allocate, bitsOf, type DType, type TensorData } from "../../dtype.ts";
import { decodeBfloat16, decodeFloat16 } from "../../../support/float16.ts";
import { elementCount, type TensorType } from "../../tensor.ts";
import { dtypeOfOnnx, onnxTypeName } from "./data-types.ts";
import { isSensibleShape } from "./limits.ts";
import type { TensorProto } from "./schema/onnx_pb.ts";

/** What is wrong with a tensor; of a type, as it stands after "the tensor has". */
export type Fault = { readonly fault: string };
export const isFault = (value: object): value is Fault => "fault" in value;

export const typeOfTensor = ({ dims, dataType }: TensorProto): TensorType | Fault => {
  const dtype = dtypeOfOnnx(dataType);
  if (dtype === undefined) return { fault: `elements of type ${onnxTypeName(dataType)}, which are not supported` };
  const sizes = dims.map(Number);
  return isSensibleShape(sizes)
    ? { dtype, dims: sizes }
    : { fault: `dims [${dims.join(",")}], which are no tensor's shape` };
};

/** Bytes that the elements take in a model file: 4-bit integers are packed in pairs, everything else fills whole bytes. */
export const storedBytes = ({ dtype, dims }: TensorType): number =>
  dtype === "bool" ? elementCount(dims) : Math.ceil((elementCount(dims) * bitsOf(dtype)) / 8);

/** The elements in `proto` itself. Lengths are checked before anything is allocated. */
export const embeddedData = (proto: TensorProto, type: TensorType): TensorData | Fault => {
  const count = elementCount(type.dims);
  const hasTypedData = typedLength(proto) > 0;
  if (!hasTypedData && (proto.rawData.length > 0 || count === 0)) return rawData(proto.rawData, type);
  const { field, values } = typedValues(proto, type.dtype);
  const expected = isPacked(type.dtype) ? Math.ceil(count / 2) : count;
  if (values.length !== expected)
    return { fault: `has ${values.length} elements in ${field}, its shape needs ${expected}` };
  return isPacked(type.dtype)
    ? unpackNibbles(Uint8Array.from(values as number[]), type.dtype, count)
    : copyOf(type.dtype, values);
};

/**
 * Little-endian bytes as elements: a view where the host stores the type alike and the bytes are aligned, else a copy.
 * The hosts that Node runs on are little-endian.
 */
export const rawData = (bytes: Uint8Array, type: TensorType): TensorData | Fault => {
  const expected = storedBytes(type);
  if (bytes.length !== expected) return { fault: `has ${bytes.length} bytes of data, its shape needs ${expected}` };
  const count = elementCount(type.dims);
  switch (type.dtype) {
    case "f16":
      return decoded(bytes, decodeFloat16);
    case "bf16":
      return decoded(bytes, decodeBfloat16);
    case "int64":
    case "uint64":
      return fromInt64(bytes, count, type.dtype === "int64");
    case "int4":
    case "uint4":
      return unpackNibbles(bytes, type.dtype, count);
    case "bool":
      return Uint8Array.from(bytes, byte => (byte === 0 ? 0 : 1));
    default:
      return viewOf(bytes, type.dtype, count);
  }
};

const viewOf = (bytes: Uint8Array, dtype: DType, count: number): TensorData => {
  const width = bitsOf(dtype) / 8;
  const { buffer, byteOffset } = bytes.byteOffset % width === 0 ? bytes : copied(bytes);
  const storage = allocate(dtype, 0).constructor as new (
    buffer: ArrayBufferLike,
    offset: number,
    length: number,
  ) => TensorData;
  return new storage(buffer, byteOffset, count);
};

/** Aligned, as `bytes.slice()` would be if a Buffer's slice were not a view. */
const copied = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);

/** 16-bit codes as the values they stand for; a table makes large weights cheap. */
const decoded = (bytes: Uint8Array, decode: (code: number) => number): Float32Array => {
  const codes = new Uint16Array(copied(bytes).buffer);
  if (codes.length < 65536) return Float32Array.from(codes, decode);
  const table = Float32Array.from({ length: 65536 }, (_, code) => decode(code));
  return Float32Array.from(codes, code => table[code] ?? NaN);
};

const fromInt64 = (bytes: Uint8Array, count: number, signed: boolean): Float64Array => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const high = signed ? view.getInt32(8 * i + 4, true) : view.getUint32(8 * i + 4, true);
    data[i] = high * 2 ** 32 + view.getUint32(8 * i, true);
  }
  return data;
};

const isPacked = (dtype: DType): boolean => dtype === "int4" || dtype === "uint4";

/** The first of a pair lies in the low half of the byte. */
const unpackNibbles = (bytes: Uint8Array, dtype: DType, count: number): TensorData => {
  const data = allocate(dtype, count);
  for (let i = 0; i < count; i++) {
    const code = ((bytes[i >> 1] ?? 0) >> (i % 2 === 0 ? 0 : 4)) & 15;
    data[i] = dtype === "int4" && code > 7 ? code - 16 : code;
  }
  return data;
};

const typedLength = ({ floatData, int32Data, int64Data, doubleData, uint64Data }: TensorProto): number =>
  floatData.length + int32Data.length + int64Data.length + doubleData.length + uint64Data.length;

interface TypedValues {
  readonly field: string;
  readonly values: readonly (number | bigint)[];
}

/** Which typed field holds a type: onnx.proto, comments of TensorProto. */
const typedValues = (proto: TensorProto, dtype: DType): TypedValues => {
  switch (dtype) {
    case "f32":
      return { field: "float_data", values: proto.floatData };
    case "f64":
      return { field: "double_data", values: proto.doubleData };
    case "int64":
      return { field: "int64_data", values: proto.int64Data };
    case "uint32":
    case "uint64":
      return { field: "uint64_data", values: proto.uint64Data };
    default:
      return { field: "int32_data", values: proto.int32Data };
  }
};

const copyOf = (dtype: DType, values: readonly (number | bigint)[]): TensorData => {
  const data = allocate(dtype, values.length);
  const decode = decoderOf(dtype);
  for (let i = 0; i < values.length; i++) data[i] = decode(Number(values[i]));
  return data;
};

const decoderOf = (dtype: DType): ((code: number) => number) => {
  switch (dtype) {
    case "f16":
      return decodeFloat16;
    case "bf16":
      return decodeBfloat16;
    case "bool":
      return code => (code === 0 ? 0 : 1);
    default:
      return code => code;
  }
};
