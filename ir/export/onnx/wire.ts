/**
 * Writing of protocol buffers without a copy of what they hold: a message is a list of pieces, and a large tensor's piece is a
 * view of its data. So a file of gigabytes can be written piece by piece. Fields are written in the order given: equal input, equal bytes.
 */

/** The bytes of a message, in pieces. */
export interface Pieces {
  readonly pieces: readonly Uint8Array[];
  readonly byteLength: number;
}

export const message = (...fields: readonly Pieces[]): Pieces => ({
  pieces: fields.flatMap(({ pieces }) => pieces),
  byteLength: fields.reduce((total, { byteLength }) => total + byteLength, 0),
});

/** Wire type 0: an int64, an int32 or an enum. Negative numbers take ten bytes of two's complement. */
export const varintField = (field: number, value: number): Pieces =>
  piece([...varint(field * 8), ...(value >= 0 ? varint(value) : negativeVarint(value))]);

/** Wire type 5: a binary32. */
export const floatField = (field: number, value: number): Pieces => {
  const bytes = new Uint8Array(5);
  bytes[0] = field * 8 + 5;
  new DataView(bytes.buffer).setFloat32(1, value, true);
  return { pieces: [bytes], byteLength: 5 };
};

/** Wire type 2: text. */
export const textField = (field: number, text: string): Pieces => bytesField(field, encoder.encode(text));

/** Wire type 2: bytes, which are not copied. */
export const bytesField = (field: number, bytes: Uint8Array): Pieces =>
  messageField(field, { pieces: [bytes], byteLength: bytes.length });

/** Wire type 2: a message inside. */
export const messageField = (field: number, content: Pieces): Pieces =>
  message(piece([...varint(field * 8 + 2), ...varint(content.byteLength)]), content);

/** Repeated binary32 numbers, packed. */
export const floatsField = (field: number, values: readonly number[]): Pieces => {
  const bytes = new DataView(new ArrayBuffer(4 * values.length));
  for (const [i, value] of values.entries()) bytes.setFloat32(4 * i, value, true);
  return bytesField(field, new Uint8Array(bytes.buffer));
};

/** Many small pieces joined to one, so that a file of thousands of nodes is not a million pieces. */
export const joined = ({ pieces, byteLength }: Pieces): Pieces => {
  const bytes = new Uint8Array(byteLength);
  let position = 0;
  for (const each of pieces) {
    bytes.set(each, position);
    position += each.length;
  }
  return { pieces: [bytes], byteLength };
};

const encoder = new TextEncoder();

const piece = (bytes: readonly number[]): Pieces => ({ pieces: [Uint8Array.from(bytes)], byteLength: bytes.length });

/** Groups of seven bits, the low ones first; the high bit says that more follow. Exact up to 2^53. */
const varint = (value: number): number[] => {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  bytes.push(rest);
  return bytes;
};

const negativeVarint = (value: number): number[] => {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) + 128);
  bytes.push(Number(rest));
  return bytes;
};
