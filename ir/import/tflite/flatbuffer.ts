/**
 * Reads FlatBuffers without trust: every offset is checked before it is followed, and a file can't ask for more entries than it
 * could hold. The format: flatbuffers.dev, "FlatBuffer Internals".
 */
import { ByteBuffer } from "flatbuffers";

/** The bytes are no FlatBuffer of the expected kind; the message reads on from "the model cannot be decoded: ". */
export class Damaged extends Error {}

/** Fields are numbered as the schema lists them, from 0. */
export interface Table {
  has(field: number): boolean;
  byte(field: number, byDefault?: number): number;
  int(field: number, byDefault?: number): number;
  uint(field: number): number;
  long(field: number): number;
  float(field: number): number;
  string(field: number): string;
  table(field: number): Table | undefined;
  tables(field: number): readonly Table[];
  ints(field: number): readonly number[];
  longs(field: number): readonly number[];
  floats(field: number): readonly number[];
  /** A view of the file. */
  bytes(field: number): Uint8Array;
}

/** Entries of an ordinary file take bytes of their own, though equal ones may be shared. */
const mostEntriesPerByte = 16;
const mostEntries = 2 ** 24;

export const rootTable = (bytes: Uint8Array): Table => new Reader(bytes).root();

const utf8 = new TextDecoder();

class Reader {
  readonly #buffer: ByteBuffer;
  readonly #bytes: Uint8Array;
  #left: number;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#buffer = new ByteBuffer(bytes);
    this.#left = Math.min(mostEntriesPerByte * bytes.length, mostEntries) + 2 ** 16;
  }

  root(): Table {
    return this.#table(this.#target(0));
  }

  #checked(position: number, width: number): number {
    if (position < 0 || position + width > this.#bytes.length)
      throw new Damaged(`an offset leads to byte ${position + width}, the file has ${this.#bytes.length}`);
    return position;
  }

  #spend(entries: number): void {
    this.#left -= entries;
    if (this.#left < 0) throw new Damaged("it repeats its parts more often than a file of its size can need");
  }

  /** Where the offset at `position` leads. */
  #target(position: number): number {
    return position + this.#buffer.readUint32(this.#checked(position, 4));
  }

  #table(position: number): Table {
    this.#spend(1);
    const vtable = position - this.#buffer.readInt32(this.#checked(position, 4));
    const size = this.#buffer.readUint16(this.#checked(vtable, 4));
    this.#checked(vtable, size);
    /** Where the field lies; undefined where it has its default. */
    const place = (field: number, width: number): number | undefined => {
      const entry = 4 + 2 * field;
      const offset = entry + 2 > size ? 0 : this.#buffer.readUint16(vtable + entry);
      return offset === 0 ? undefined : this.#checked(position + offset, width);
    };
    const scalar = <D>(field: number, width: number, read: (place: number) => number, byDefault: D): number | D => {
      const at = place(field, width);
      return at === undefined ? byDefault : read(at);
    };
    const vector = (field: number, width: number): { start: number; length: number } | undefined => {
      const at = place(field, 4);
      return at === undefined ? undefined : this.#vector(this.#target(at), width);
    };
    const elements = <T>(field: number, width: number, read: (place: number) => T): readonly T[] => {
      const found = vector(field, width);
      if (found === undefined) return [];
      this.#spend(found.length);
      return Array.from({ length: found.length }, (_, i) => read(found.start + width * i));
    };
    const buffer = this.#buffer;
    const table = (at: number): Table => this.#table(this.#target(at));
    const text = (field: number): string => this.#string(vector(field, 1));
    const bytes = (field: number): Uint8Array => this.#part(vector(field, 1));
    return {
      has: field => place(field, 1) !== undefined,
      byte: (field, byDefault = 0) => scalar(field, 1, at => buffer.readInt8(at), byDefault),
      int: (field, byDefault = 0) => scalar(field, 4, at => buffer.readInt32(at), byDefault),
      uint: field => scalar(field, 4, at => buffer.readUint32(at), 0),
      long: field => scalar(field, 8, at => Number(buffer.readInt64(at)), 0),
      float: field => scalar(field, 4, at => buffer.readFloat32(at), 0),
      string: text,
      table: field => {
        const at = place(field, 4);
        return at === undefined ? undefined : table(at);
      },
      tables: field => elements(field, 4, table),
      ints: field => elements(field, 4, at => buffer.readInt32(at)),
      longs: field => elements(field, 8, at => Number(buffer.readInt64(at))),
      floats: field => elements(field, 4, at => buffer.readFloat32(at)),
      bytes,
    };
  }

  #vector(position: number, width: number): { start: number; length: number } {
    const length = this.#buffer.readUint32(this.#checked(position, 4));
    const start = this.#checked(position + 4, length * width);
    return { start, length };
  }

  #string(found: { start: number; length: number } | undefined): string {
    if (found === undefined) return "";
    this.#spend(found.length);
    return utf8.decode(this.#part(found));
  }

  #part(found: { start: number; length: number } | undefined): Uint8Array {
    return found === undefined ? new Uint8Array(0) : this.#bytes.subarray(found.start, found.start + found.length);
  }
}
