/** The inverse of reading tensor data: elements as the little-endian bytes of ONNX files and of ONNX Runtime. Views where the host stores them alike. */
import type { DType, TensorData } from "../../dtype.ts";

export const rawBytes = (dtype: DType, data: TensorData): Uint8Array => {
  switch (dtype) {
    case "int64":
      return bytesOf(BigInt64Array.from(data, BigInt));
    case "uint64":
      return bytesOf(BigUint64Array.from(data, BigInt));
    case "f16":
      return bytesOf(Uint16Array.from(data, encodeFloat16));
    case "bf16":
      return bytesOf(Uint16Array.from(data, value => (float32Bits(value) >>> 16) & 0xffff));
    case "int4":
    case "uint4":
      return packNibbles(data);
    default:
      return bytesOf(data);
  }
};

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

const packNibbles = (data: TensorData): Uint8Array =>
  Uint8Array.from(
    { length: Math.ceil(data.length / 2) },
    (_, i) => ((data[2 * i] ?? 0) & 15) | (((data[2 * i + 1] ?? 0) & 15) << 4),
  );

const word = new DataView(new ArrayBuffer(4));
const float32Bits = (value: number): number => {
  word.setFloat32(0, value);
  return word.getUint32(0);
};

/** The code of a value that binary16 represents exactly. */
export const encodeFloat16 = (value: number): number => {
  const sign = Object.is(Math.sign(value), -0) || value < 0 ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  if (size === Infinity) return sign | 0x7c00;
  if (size < 2 ** -14) return sign | (size * 2 ** 24);
  const exponent = Math.floor(Math.log2(size));
  return sign | ((exponent + 15) << 10) | ((size / 2 ** exponent - 1) * 1024);
};
