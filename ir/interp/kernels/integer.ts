/** Exact integer arithmetic that the float operators of JavaScript lack. */
import { bitsOf, type DType, type IntegerType, wrapToInteger } from "../../dtype.ts";

/** The product, wrapped around: of 32-bit factors exact, where a double would lose its low bits. */
export const multiplyIntegers = (dtype: IntegerType, a: number, b: number): number =>
  wrapToInteger(dtype, bitsOf(dtype) <= 32 ? Math.imul(a, b) : a * b);

/** `base` to the power of `exponent`, wrapped around at every product; a negative exponent truncates the reciprocal, 1/0 = 0. */
export const integerPower = (dtype: IntegerType, base: number, exponent: number): number => {
  if (exponent < 0) return reciprocalPower(base, exponent);
  let power = 1;
  let square = base;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power = multiplyIntegers(dtype, power, square);
    square = multiplyIntegers(dtype, square, square);
  }
  return power;
};

const reciprocalPower = (base: number, exponent: number): number => {
  if (base === 1) return 1;
  if (base === -1) return exponent % 2 === 0 ? 1 : -1;
  return 0;
};

type BitOperator = "and" | "or" | "xor";

const narrow: Readonly<Record<BitOperator, (a: number, b: number) => number>> = {
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
};
const wide: Readonly<Record<BitOperator, (a: bigint, b: bigint) => bigint>> = {
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
};

/** The operator on each pair of bits in two's complement; a bool is one bit. */
export const bitwise =
  (operator: BitOperator) =>
  (a: number, b: number, _attributes: unknown, dtype: DType): number =>
    bitsOf(dtype) <= 32 ? narrow[operator](a, b) : Number(wide[operator](BigInt(a), BigInt(b)));
