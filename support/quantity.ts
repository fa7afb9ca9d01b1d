/** Physical quantities. A brand costs nothing at run time and stops cycles from meeting picojoules. */
declare const unit: unique symbol;
export type Quantity<U extends string> = number & { readonly [unit]: U };

export type Cycles = Quantity<"cycles">;
export type Picojoules = Quantity<"pJ">;
export type SquareMm = Quantity<"mm2">;
export type Bits = Quantity<"bits">;
export type Bytes = Quantity<"bytes">;
export type Macs = Quantity<"MACs">;
export type PicojoulesPerBit = Quantity<"pJ/bit">;
export type BitsPerCycle = Quantity<"bits/cycle">;
export type Hertz = Quantity<"Hz">;
export type Watts = Quantity<"W">;
export type BytesPerSecond = Quantity<"bytes/s">;
export type PerSecond = Quantity<"1/s">;

/**
 * The one gate from bare numbers: use it on literals, on parsed input and on the last line of a formula.
 * @throws RangeError for NaN, infinity and negative values.
 */
export const quantity = <Q extends Quantity<string>>(value: number): Q => {
  if (!Number.isFinite(value) || value < 0) throw new RangeError(`not a quantity: ${value}`);
  return value as Q;
};

/** Whole bytes that hold `bits`. */
export const bytesToHold = (bits: Bits): Bytes => quantity(Math.ceil(bits / 8));
