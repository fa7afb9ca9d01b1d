/** From bytes to the parts of a TensorFlow Lite model that are used here, with a plain word for what is no model at all. */
import { CompileError } from "../../../support/diagnostic.ts";
import { builtinOperators, customOperator } from "./builtin-operators.ts";
import { Damaged, rootTable, type Table } from "./flatbuffer.ts";
import { damagedModel, emptyFile, noGraph, notTflite, schemaVersion } from "./messages.ts";

export interface TfliteModel {
  readonly graphName: string;
  readonly tensors: readonly TfliteTensor[];
  /** Indices of tensors. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly operators: readonly TfliteOperator[];
}

export interface TfliteTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** -1 where a dimension is open; empty where none is. */
  readonly signature: readonly number[];
  /** `TensorType` of the schema. */
  readonly typeCode: number;
  readonly quantization: TfliteQuantization | undefined;
  readonly isVariable: boolean;
  readonly isSparse: boolean;
  /** The elements of a weight; empty for what is computed. "outside" where they should lie beyond the end of the file. */
  readonly data: Uint8Array | "outside";
}

export interface TfliteQuantization {
  readonly scales: readonly number[];
  readonly zeroPoints: readonly number[];
  readonly axis: number;
  /** Parameters of a kind of its own, which overrule the others. */
  readonly isCustom: boolean;
}

export interface TfliteOperator {
  /** The builtin's name, or that of a custom operator. */
  readonly opType: string;
  readonly isCustom: boolean;
  /** Indices of tensors, -1 where one is left out. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Which table of the union `BuiltinOptions` the options are. */
  readonly optionsType: number;
  readonly options: Table | undefined;
}

/** Bytes 4 to 7 of every TensorFlow Lite model. */
const identifier = "TFL3";

export const isTflite = (head: Uint8Array): boolean => identifierOf(head) === identifier;

const identifierOf = (head: Uint8Array): string => String.fromCodePoint(...head.subarray(4, 8));

/** @throws CompileError where the bytes are no complete model. */
export const decodeModel = (bytes: Uint8Array, file: string | undefined): TfliteModel => {
  if (bytes.length === 0) throw new CompileError([emptyFile(file)]);
  if (!isTflite(bytes)) throw new CompileError([notTflite(file, bytes)]);
  try {
    return decode(bytes, file);
  } catch (error) {
    if (!(error instanceof Damaged)) throw error;
    throw new CompileError([damagedModel(file, error.message)]);
  }
};

/** Field numbers are those of the public schema, tensorflow/lite/schema/schema.fbs. */
const decode = (bytes: Uint8Array, file: string | undefined): TfliteModel => {
  const model = rootTable(bytes);
  const version = model.uint(0);
  if (version !== 3) throw new CompileError([schemaVersion(file, version)]);
  const [graph] = model.tables(2);
  if (graph === undefined) throw new CompileError([noGraph(file)]);
  const codes = model.tables(1).map(operatorCode);
  const buffers = model.tables(4);
  return {
    graphName: graph.string(4),
    tensors: graph.tables(0).map(table => tensor(table, buffers, bytes)),
    inputs: graph.ints(1),
    outputs: graph.ints(2),
    operators: graph.tables(3).map(table => operator(table, codes)),
  };
};

const operatorCode = (table: Table): Pick<TfliteOperator, "opType" | "isCustom"> => {
  // The first field holds numbers below 127 only; later operators stand in the last one.
  const code = Math.max(table.byte(0), table.int(3));
  if (code === customOperator) return { opType: table.string(1), isCustom: true };
  return { opType: builtinOperators[code] ?? `operator ${code}`, isCustom: false };
};

const tensor = (table: Table, buffers: readonly Table[], bytes: Uint8Array): TfliteTensor => ({
  name: table.string(3),
  shape: table.ints(0),
  signature: table.ints(7),
  typeCode: table.byte(1),
  quantization: quantization(table.table(4)),
  isVariable: table.byte(5) !== 0,
  isSparse: table.has(6),
  data: dataOf(table.uint(2), buffers, bytes),
});

const quantization = (table: Table | undefined): TfliteQuantization | undefined => {
  const scales = table?.floats(2) ?? [];
  if (table === undefined || (scales.length === 0 && table.byte(4) === 0)) return undefined;
  return { scales, zeroPoints: table.longs(3), axis: table.int(6), isCustom: table.byte(4) !== 0 };
};

/** Models above 2 GiB keep data behind the FlatBuffer, at an offset in the file; 1 there says that it is not yet known. */
const dataOf = (index: number, buffers: readonly Table[], bytes: Uint8Array): Uint8Array | "outside" => {
  const buffer = buffers[index];
  if (buffer === undefined) return index === 0 ? new Uint8Array(0) : "outside";
  const [offset, size] = [buffer.long(1), buffer.long(2)];
  if (offset <= 1) return buffer.bytes(0);
  return offset + size <= bytes.length ? bytes.subarray(offset, offset + size) : "outside";
};

const operator = (table: Table, codes: readonly Pick<TfliteOperator, "opType" | "isCustom">[]): TfliteOperator => {
  const index = table.uint(0);
  const code = codes[index];
  if (code === undefined) throw new Damaged(`an operator is of kind ${index}, the model lists ${codes.length}`);
  return {
    ...code,
    inputs: table.ints(1),
    outputs: table.ints(2),
    optionsType: table.byte(3),
    options: table.table(4),
  };
};
