/** Tensor data as text: base64 of the host storage, little-endian on every machine. */
import { allocate, type DType, type TensorData } from "./dtype.ts";

const hostIsLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

export const encodeBase64 = (data: TensorData): string => {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const ordered = hostIsLittleEndian ? bytes : swapped(Buffer.from(bytes), data.BYTES_PER_ELEMENT);
  return ordered.toString("base64");
};

/** The data of `count` elements of `dtype`, or undefined where `text` is not the base64 of exactly so many bytes. */
export const decodeBase64 = (dtype: DType, count: number, text: string): TensorData | undefined => {
  const byteLength = count * allocate(dtype, 0).BYTES_PER_ELEMENT;
  if (text.length !== 4 * Math.ceil(byteLength / 3)) return undefined;
  // Buffer.from skips what is no base64, so a wrong character shows as a missing byte.
  const bytes = Buffer.from(text, "base64");
  if (bytes.length !== byteLength) return undefined;
  const data = allocate(dtype, count);
  (hostIsLittleEndian ? bytes : swapped(bytes, data.BYTES_PER_ELEMENT)).copy(Buffer.from(data.buffer));
  return data;
};

/** Reverses the bytes of every element in place. */
const swapped = (bytes: Buffer, width: number): Buffer => {
  if (width === 2) return bytes.swap16();
  if (width === 4) return bytes.swap32();
  return width === 8 ? bytes.swap64() : bytes;
};
