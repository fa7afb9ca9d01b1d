import { roundHalfEven } from "../../../support/float16.ts";
import { allocate, isInteger, saturateToInteger } from "../../dtype.ts";
import { InternalError } from "../../../support/diagnostic.ts";
import type { Kernel } from "../kernel.ts";
import { parameterIndex } from "./codes.ts";
import { operandAt, typeAt } from "./elementwise.ts";

export const requantizeDyadic: Kernel<"requantize_dyadic"> = ({ operands, attributes: { axis }, results }) => {
  const accumulator = operandAt(operands, 0);
  const type = typeAt(results, 0);
  const { dtype } = type;
  if (!isInteger(dtype)) throw new InternalError(`requantize_dyadic to ${dtype}`);
  const [multiplierAt, shiftAt, zeroPointAt] = [1, 2, 3].map(index => {
    const { data } = operandAt(operands, index);
    const at = parameterIndex(operandAt(operands, index), type.dims, axis);
    return (i: number): number => data[at[i] ?? 0] ?? NaN;
  });
  const data = allocate(dtype, accumulator.data.length);
  for (let i = 0; i < data.length; i++) {
    const scaled = scaledDyadic(
      accumulator.data[i] ?? NaN,
      multiplierAt?.(i) ?? NaN,
      Math.min(shiftAt?.(i) ?? NaN, largestShift),
    );
    data[i] = saturateToInteger(dtype, scaled + (zeroPointAt?.(i) ?? NaN));
  }
  return [{ type, data }];
};

/** Beyond it every product of two int32 would be 0 but for the tie at 2^62. */
const largestShift = 62;

/**
 * round_half_even(accumulator · multiplier / 2^shift), exactly. A double has the quotient to 2^-53 of its size, which tells the
 * nearest integer unless it lies that close to the middle of two: only then are all 64 bits of the product looked at.
 */
export const scaledDyadic = (accumulator: number, multiplier: number, shift: number): number => {
  const quotient = (accumulator * multiplier) / 2 ** shift;
  const fraction = quotient - Math.floor(quotient);
  const doubt = Math.abs(quotient) * 2 ** -51;
  if (Math.abs(fraction - 0.5) > doubt) return Math.round(quotient) + 0;
  if (Math.abs(accumulator * multiplier) <= Number.MAX_SAFE_INTEGER) return roundHalfEven(quotient) + 0;
  return exactly(BigInt(accumulator) * BigInt(multiplier), BigInt(shift));
};

const exactly = (product: bigint, shift: bigint): number => {
  const floor = product >> shift;
  const twice = (product - (floor << shift)) * 2n;
  const whole = 1n << shift;
  const up = twice > whole || (twice === whole && (floor & 1n) === 1n);
  return Number(up ? floor + 1n : floor);
};
