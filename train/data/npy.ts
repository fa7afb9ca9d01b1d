/** NumPy's .npy arrays (format versions 1 to 3) and .npz archives of them. */
import { unzipSync } from "fflate";
import { CompileError } from "../../support/diagnostic.ts";
import { decodeFloat16 } from "../../support/float16.ts";
import { elementCount } from "../../ir/tensor.ts";
import { brokenFormat } from "./messages.ts";
import { readBytes } from "./read-file.ts";

export interface NumpyArray {
  readonly dims: readonly number[];
  readonly values: Float64Array;
}

type Reader = (view: DataView, offset: number, isLittle: boolean) => number;

/** Element types by NumPy's kind and size in bytes. */
const readers: Readonly<Record<string, readonly [bytes: number, read: Reader]>> = {
  f2: [2, (view, offset, little) => decodeFloat16(view.getUint16(offset, little))],
  f4: [4, (view, offset, little) => view.getFloat32(offset, little)],
  f8: [8, (view, offset, little) => view.getFloat64(offset, little)],
  i1: [1, (view, offset) => view.getInt8(offset)],
  i2: [2, (view, offset, little) => view.getInt16(offset, little)],
  i4: [4, (view, offset, little) => view.getInt32(offset, little)],
  i8: [8, (view, offset, little) => Number(view.getBigInt64(offset, little))],
  u1: [1, (view, offset) => view.getUint8(offset)],
  u2: [2, (view, offset, little) => view.getUint16(offset, little)],
  u4: [4, (view, offset, little) => view.getUint32(offset, little)],
  u8: [8, (view, offset, little) => Number(view.getBigUint64(offset, little))],
  b1: [1, (view, offset) => view.getUint8(offset)],
};

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** @throws CompileError where the bytes are no array of numbers. */
export const parseNpy = (bytes: Uint8Array, file: string): NumpyArray => {
  const broken = (message: string): CompileError =>
    new CompileError([brokenFormat(file, message, "save it with numpy.save as an array of numbers")]);
  const header = headerOf(bytes);
  if (header === undefined) throw broken("this is no .npy array");
  const { order, reader, dims, isFortran, start } = header;
  if (reader === undefined || dims === undefined) throw broken("its elements are no plain numbers");
  const [size, read] = reader;
  const count = elementCount(dims);
  if (start + count * size > bytes.length) throw broken(`the file ends before its ${count} elements do`);
  const view = viewOf(bytes);
  const values = Float64Array.from({ length: count }, (_, i) => read(view, start + i * size, order !== ">"));
  return { dims, values: isFortran ? toRowMajor(values, dims) : values };
};

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength);

/** The header is a Python dict literal; lengths count 2 bytes in version 1 and 4 later. Undefined where there is none. */
const headerOf = (bytes: Uint8Array) => {
  if (bytes.length < 12 || magic.some((byte, i) => bytes[i] !== byte)) return undefined;
  const isFirst = bytes[6] === 1;
  const from = isFirst ? 10 : 12;
  const start = from + (isFirst ? viewOf(bytes).getUint16(8, true) : viewOf(bytes).getUint32(8, true));
  const text = new TextDecoder("latin1").decode(bytes.subarray(from, start));
  const [, order = "", kind = ""] = /'descr':\s*'([<>|=])(\w\d+)'/.exec(text) ?? [];
  const shape = /'shape':\s*\(([\d,\s]*)\)/.exec(text)?.[1];
  const dims = shape?.split(",").flatMap(dim => (dim.trim() === "" ? [] : [Number(dim)]));
  return { order, reader: readers[kind], dims, isFortran: text.includes("'fortran_order': True"), start };
};

const toRowMajor = (values: Float64Array, dims: readonly number[]): Float64Array => {
  const result = new Float64Array(values.length);
  const reversed = [...dims].reverse();
  for (let i = 0; i < values.length; i++) {
    let rest = i;
    let place = 0;
    for (const dim of reversed) {
      place = place * dim + (rest % dim);
      rest = Math.floor(rest / dim);
    }
    result[i] = values[place] ?? 0;
  }
  return result;
};

/** The arrays of an archive by name. @throws CompileError where it is damaged or holds no arrays. */
export const parseNpz = (bytes: Uint8Array, file: string): ReadonlyMap<string, NumpyArray> => {
  const arrays = new Map<string, NumpyArray>();
  for (const [name, content] of Object.entries(unpack(bytes, file)))
    if (name.endsWith(".npy")) arrays.set(name.slice(0, -4), parseNpy(content, `${file}/${name}`));
  if (arrays.size === 0)
    throw new CompileError([brokenFormat(file, "the archive holds no .npy arrays", "save it with numpy.savez")]);
  return arrays;
};

const unpack = (bytes: Uint8Array, file: string): Readonly<Record<string, Uint8Array>> => {
  try {
    return unzipSync(bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CompileError([brokenFormat(file, `the archive can't be unpacked: ${reason}`, "save it anew")]);
  }
};

/** The arrays of a .npz by name, or the one of a .npy under the name "". */
export const readArrays = (file: string): ReadonlyMap<string, NumpyArray> => {
  const bytes = readBytes(file);
  return file.endsWith(".npz") ? parseNpz(bytes, file) : new Map([["", parseNpy(bytes, file)]]);
};
