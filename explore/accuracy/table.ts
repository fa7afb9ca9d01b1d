/** Accuracies of a benchmark: a CSV table, plain or packed by gzip, with a row per network and its name in column `arch`. */
import { gunzipSync } from "fflate";
import { CompileError, InternalError, type Place } from "../../support/diagnostic.ts";
import { unknownName } from "../spec/messages.ts";
import type { AccuracyMeter } from "./accuracy-meter.ts";
import { readCsv } from "./csv.ts";
import { cellWithoutNumber, damagedTable, rowMissing } from "./messages.ts";

export interface TableRequest {
  /** As the user wrote it. */
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly column: string;
  /** Of the statement that names it. */
  readonly place: Place | undefined;
  /** What will be asked for, as far as that is known beforehand. */
  readonly names: Iterable<string>;
}

/**
 * A column whose largest number is above 1 is in percent. Benchmarks train each network at full precision, so that what
 * quantization costs is not in it.
 * @throws CompileError where the file is damaged, or lacks the column, a number or one of the rows.
 */
export const tableMeter = ({ file, bytes, column, place, names }: TableRequest): AccuracyMeter => {
  const values = columnOf(rowsOf(file, bytes, place), file, column, place);
  const missing = [...names].filter(name => !values.has(name));
  const [first] = missing;
  if (first !== undefined) throw new CompileError([rowMissing(file, first, missing.length, place)]);
  const unit = [...values.values()].some(value => value > 1) ? 100 : 1;
  return {
    source: `table ${file}, column ${column}`,
    accuracyOf: ({ name }) => {
      if (name === undefined) throw new InternalError("a table is asked for a network without a name");
      const value = values.get(name);
      if (value === undefined) throw new CompileError([rowMissing(file, name, 1, place)]);
      return value / unit;
    },
  };
};

type Rows = readonly (readonly string[])[];

const rowsOf = (file: string, bytes: Uint8Array, place: Place | undefined): Rows => {
  try {
    const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return readCsv(new TextDecoder("utf-8", { fatal: true }).decode(isPacked ? gunzipSync(bytes) : bytes));
  } catch (error) {
    throw new CompileError([damagedTable(file, place, error instanceof Error ? error.message : String(error))]);
  }
};

/** By network. */
const columnOf = (
  [header = [], ...rows]: Rows,
  file: string,
  column: string,
  place: Place | undefined,
): ReadonlyMap<string, number> => {
  const [nameAt, valueAt] = [header.indexOf(nameColumn), header.indexOf(column)];
  const lacking = [...(nameAt === -1 ? [nameColumn] : []), ...(valueAt === -1 ? [column] : [])];
  if (lacking.length > 0)
    throw new CompileError(lacking.map(name => unknownName(`column of ${file} named`, name, place, header)));
  const values = new Map<string, number>();
  for (const [index, row] of rows.entries()) {
    const [name = "", text = ""] = [row[nameAt], row[valueAt]];
    const value = text.trim() === "" ? NaN : Number(text);
    if (!Number.isFinite(value)) throw new CompileError([cellWithoutNumber(file, index + 2, column, text, place)]);
    values.set(name, value);
  }
  return values;
};

const nameColumn = "arch";
