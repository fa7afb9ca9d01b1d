/** Half-precision formats: IEEE 754 binary16 and bfloat16, as codes and as rounded doubles. */

const bits = new Uint32Array(1);
const single = new Float32Array(bits.buffer);

/** The value of a binary16 code. */
export const decodeFloat16 = (code: number): number => {
  const sign = code & 0x8000 ? -1 : 1;
  const exponent = (code >> 10) & 0x1f;
  const fraction = code & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
};

/** The value of a bfloat16 code: the upper half of a binary32. */
export const decodeBfloat16 = (code: number): number => {
  bits[0] = code << 16;
  return single[0] ?? NaN;
};

/** The nearest binary16 value, ties to even; above 65504 (after rounding) infinity. */
export const roundToFloat16 = (value: number): number => {
  if (!Number.isFinite(value) || value === 0) return value;
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(value))), -14);
  const step = 2 ** (exponent - 10);
  const rounded = roundHalfEven(value / step) * step;
  return Math.abs(rounded) > 65504 ? Math.sign(value) * Infinity : rounded;
};

/** The nearest bfloat16 value, ties to even. */
export const roundToBfloat16 = (value: number): number => {
  if (!Number.isFinite(value) || value === 0) return value;
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(value))), -126);
  const step = 2 ** (exponent - 7);
  return Math.fround(roundHalfEven(value / step) * step);
};

/** Round to the nearest integer, ties to even: the rounding of IEEE 754 and of ONNX. */
export const roundHalfEven = (value: number): number => {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
};
