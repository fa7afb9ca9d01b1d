/** Elements as model files store them: little-endian, without gaps, 4-bit integers in pairs. */
import { decodeBfloat16, decodeFloat16 } from "../../../support/float16.ts";
import { allocate, bitsOf, type DType, type TensorData } from "../../dtype.ts";
import { elementCount, type TensorType } from "../../tensor.ts";

/** What is wrong with a tensor; of a type, as it stands after "the tensor has". */
export type Fault = { readonly fault: string };
export const isFault = (value: object): value is Fault => "fault" in value;

/** Bytes that the elements take in a model file: 4-bit integers are packed in pairs, everything else fills whole bytes. */
export const storedBytes = ({ dtype, dims }: TensorType): number =>
  dtype === "bool" ? elementCount(dims) : Math.ceil((elementCount(dims) * bitsOf(dtype)) / 8);

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

export const isPacked = (dtype: DType): boolean => dtype === "int4" || dtype === "uint4";

/** The first of a pair lies in the low half of the byte. */
export const unpackNibbles = (bytes: Uint8Array, dtype: DType, count: number): TensorData => {
  const data = allocate(dtype, count);
  for (let i = 0; i < count; i++) {
    const code = ((bytes[i >> 1] ?? 0) >> (i % 2 === 0 ? 0 : 4)) & 15;
    data[i] = dtype === "int4" && code > 7 ? code - 16 : code;
  }
  return data;
};
