/** Multipliers of given widths in DSP slices and in look-up tables. */
import type { DspKind } from "./devices.ts";

interface Slice {
  /** Operand widths of its multiplier, signed. */
  readonly wide: number;
  readonly narrow: number;
  /** Products per slice where both operands are at most so wide, most first; packed products share one operand. */
  readonly packings: readonly { readonly bits: number; readonly products: number }[];
  /** Whether packed products are of one dot product instead, and are added in the slice. */
  readonly addsProducts: boolean;
}

/**
 * DSP48E1 25 × 18 (AMD UG479), DSP48E2 27 × 18 (UG579) with two products of 8 bits (WP486), DSP58 27 × 24 with a dot product of
 * three (AM004), MULT18X18D as two of 9 × 9 (Lattice TN1267). Four products of 4 bits: FINN's kernel `mvu_4sx4u`, which has
 * versions for all three of AMD's.
 */
const slices: Readonly<Record<DspKind, Slice>> = {
  DSP48E1: { wide: 25, narrow: 18, packings: [{ bits: 4, products: 4 }], addsProducts: false },
  DSP48E2: {
    wide: 27,
    narrow: 18,
    packings: [
      { bits: 4, products: 4 },
      { bits: 8, products: 2 },
    ],
    addsProducts: false,
  },
  DSP58: { wide: 27, narrow: 24, packings: [{ bits: 8, products: 3 }], addsProducts: true },
  MULT18X18: { wide: 18, narrow: 18, packings: [{ bits: 9, products: 2 }], addsProducts: false },
};

/** Slices for one product of two operands, wider ones in parts (FINN and fpgaConvNet count so). */
export const dspPerProduct = (kind: DspKind, a: number, b: number): number => {
  const { wide, narrow } = slices[kind];
  const parts = (first: number, second: number): number => Math.ceil(first / wide) * Math.ceil(second / narrow);
  return Math.min(parts(a, b), parts(b, a));
};

/**
 * Slices of an array of `rows` dot products of `terms` products each, all rows on the same activations.
 * Ignores: the correction that packed products need after some accumulations.
 */
export const dspForArray = (kind: DspKind, { rows, terms, weightBits, activationBits }: DotProducts): number => {
  const { packings, addsProducts } = slices[kind];
  const packing = packings.find(({ bits }) => Math.max(weightBits, activationBits) <= bits);
  if (packing === undefined) return rows * terms * dspPerProduct(kind, weightBits, activationBits);
  return addsProducts ? rows * Math.ceil(terms / packing.products) : Math.ceil(rows / packing.products) * terms;
};

export interface DotProducts {
  readonly rows: number;
  readonly terms: number;
  readonly weightBits: number;
  readonly activationBits: number;
}

/**
 * Look-up tables of a multiplier as FINN counts them: `(2·⌈(W + A) / 6⌉ - 1)·(W + A)` (`matrixvectoractivation_hls.py`).
 * Ignores: constant weights, which would be cheaper.
 */
export const lutPerProduct = (weightBits: number, activationBits: number): number => {
  const bits = weightBits + activationBits;
  return (2 * Math.ceil(bits / 6) - 1) * bits;
};
