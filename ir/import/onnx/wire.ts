/** The outermost layer of protocol buffers, read without a schema: which fields lie where. */

/** A field's number and where its content lies, from `start` up to `end`; the next field begins at `end`. */
export interface WireField {
  readonly field: number;
  /** True where the content is bytes, text or a message. */
  readonly isDelimited: boolean;
  readonly start: number;
  /** May lie beyond the bytes at hand. */
  readonly end: number;
}

/** "cut" where the bytes end before the field says how long it is, "garbage" where no field can begin so. */
export type WireFault = "cut" | "garbage";

/** The field at `position`. Wire types 0, 1, 2 and 5 of the protocol buffers encoding; groups are not used by ONNX. */
export const fieldAt = (bytes: Uint8Array, position: number): WireField | WireFault => {
  const tag = varintAt(bytes, position);
  if (typeof tag === "string") return tag;
  const field = Math.floor(tag.value / 8);
  const sized = (size: number): WireField => ({ field, isDelimited: false, start: tag.next, end: tag.next + size });
  switch (tag.value % 8) {
    case 0: {
      const value = varintAt(bytes, tag.next);
      return typeof value === "string" ? value : sized(value.next - tag.next);
    }
    case 1:
      return sized(8);
    case 2: {
      const length = varintAt(bytes, tag.next);
      if (typeof length === "string") return length;
      return { field, isDelimited: true, start: length.next, end: length.next + length.value };
    }
    case 5:
      return sized(4);
    default:
      return "garbage";
  }
};

/** Little-endian groups of seven bits; the high bit says that more follow, at most ten in all. */
const varintAt = (bytes: Uint8Array, start: number): { value: number; next: number } | WireFault => {
  let value = 0;
  for (let i = 0; i < 10; i++) {
    const byte = bytes[start + i];
    if (byte === undefined) return "cut";
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { value, next: start + i + 1 };
  }
  return "garbage";
};

/** How many fields lie from `start` up to `end`, those of the messages in field `nested` included. Stops at `most` or at a fault. */
export const countFields = (
  bytes: Uint8Array,
  { start, end }: Pick<WireField, "start" | "end">,
  nested: readonly number[],
  most: number,
): number => {
  const [inner, ...further] = nested;
  let count = 0;
  for (let position = start; position < end && count < most;) {
    const found = fieldAt(bytes, position);
    if (typeof found === "string") return count;
    count += 1;
    if (found.isDelimited && found.field === inner) count += countFields(bytes, found, further, most - count);
    position = found.end;
  }
  return count;
};
