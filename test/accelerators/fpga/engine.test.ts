import { describe, expect, test } from "vitest";
import coefficients from "../../../accelerators/fpga/coefficients.json" with { type: "json" };
import { bram18For, bufferFor, lutramFor, uramFor } from "../../../accelerators/fpga/memory-blocks.ts";
import { dspForArray, dspPerProduct, lutPerProduct } from "../../../accelerators/fpga/multipliers.ts";
import {
  accumulatorBits,
  matrixInterval,
  matrixResources,
  type MatrixFolding,
  streamInterval,
  streamResources,
} from "../../../accelerators/fpga/streaming/engine.ts";
import type { MatrixStage, StreamStage } from "../../../accelerators/fpga/streaming/stage.ts";

describe("memories", () => {
  test("take the shape that needs fewest blocks", () => {
    // 32 × 512 is one block of 36 × 512; of 64 bits two; 8 × 4096 two of 4 × 4096 or of 9 × 2048.
    expect([bram18For(32, 512), bram18For(64, 512), bram18For(8, 4096), bram18For(1, 16_384)]).toEqual([1, 2, 2, 1]);
    expect([uramFor(72, 4096), uramFor(73, 4096), uramFor(8, 4097)]).toEqual([1, 2, 2]);
    expect([lutramFor(8, 64), lutramFor(8, 65)]).toEqual([8, 16]);
  });

  test("are look-up tables up to half a block", () => {
    expect(bufferFor(8, 1152)).toEqual({ lut: 8 * 18, bram18: 0 });
    expect(bufferFor(8, 1153)).toEqual({ lut: 0, bram18: 1 });
  });
});

describe("multipliers", () => {
  test("of 8 bits are one, two or three to a slice, by its kind", () => {
    const array = { rows: 4, terms: 9, weightBits: 8, activationBits: 8 };
    expect((["DSP48E1", "DSP48E2", "DSP58", "MULT18X18"] as const).map(kind => dspForArray(kind, array))).toEqual([
      36, 18, 12, 18,
    ]);
  });

  test("of 4 bits are four to a slice where rows share the activation", () => {
    const bits = { weightBits: 4, activationBits: 4 };
    expect(dspForArray("DSP48E1", { rows: 8, terms: 9, ...bits })).toBe(18);
    expect(dspForArray("DSP48E2", { rows: 1, terms: 9, ...bits })).toBe(9);
  });

  test("of wide operands are made of parts", () => {
    expect([
      dspPerProduct("DSP48E1", 24, 24),
      dspPerProduct("DSP58", 24, 24),
      dspPerProduct("DSP48E2", 27, 18),
    ]).toEqual([2, 1, 1]);
  });

  test("in look-up tables cost what FINN counts", () => {
    // (2 · ⌈16 / 6⌉ - 1) · 16 and (2 · ⌈2 / 6⌉ - 1) · 2.
    expect([lutPerProduct(8, 8), lutPerProduct(1, 1)]).toEqual([80, 2]);
  });
});

const convolution: MatrixStage = {
  kind: "matrix",
  name: "conv",
  groups: 1,
  outputs: 16,
  inputs: 8,
  filterRows: 3,
  filterColumns: 3,
  rows: 10,
  columns: 10,
  inputRows: 12,
  inputColumns: 12,
  rowStride: 1,
  rowDilation: 1,
  weightBits: 8,
  activationBits: 8,
  outputBits: 8,
  residuals: 0,
  hasFunctions: false,
};
const folding: MatrixFolding = { groups: 1, outputs: 4, inputs: 2, taps: 9, multipliers: "dsp", weightMemory: "bram" };

describe("a convolution of 16 × 8 channels, 3 × 3, at PE 4 and SIMD 18", () => {
  test("takes 4 × 4 folds for each of 100 positions", () => {
    expect(matrixInterval(convolution, folding)).toBe(1600);
  });

  test("takes no less than its input does", () => {
    // All at once, 144 elements of 8 channels still come one channel a cycle, or two.
    expect(matrixInterval(convolution, { ...folding, outputs: 16, inputs: 1 })).toBe(1152);
    expect(matrixInterval(convolution, { ...folding, outputs: 16, inputs: 2 })).toBe(576);
  });

  test("accumulates 72 products of 16 bits in 23", () => {
    expect(accumulatorBits(convolution)).toBe(23);
  });

  test("takes a slice for each of 72 products and two for the scale of 1600 outputs in 1600 cycles", () => {
    expect(matrixResources(convolution, folding, "DSP48E1").dsp).toBe(74);
    expect(matrixResources({ ...convolution, residuals: 1 }, folding, "DSP48E1").dsp).toBe(72 + 4 * 2);
    expect(matrixResources(convolution, { ...folding, multipliers: "lut" }, "DSP48E1").dsp).toBe(2);
  });

  test("keeps weights in eight memories of 72 bits and 16 words, twice", () => {
    expect(matrixResources(convolution, folding, "DSP48E1").bram18).toBe(2 * 8 * 2);
    expect(matrixResources(convolution, { ...folding, weightMemory: "uram" }, "DSP48E1")).toMatchObject({
      bram18: 0,
      uram: 16,
    });
  });

  test("has look-up tables for its adders, two lines of two streams, and their windows", () => {
    const { engine, dspProductBit, windowBit } = coefficients.integer;
    // A line holds 12 columns of 4 channels of 8 bits.
    const lines = 2 * 2 * 8;
    const expected = engine.lut + 72 * 16 * dspProductBit.lut + 2 * 9 * 8 * windowBit.lut + lines;
    expect(matrixResources(convolution, folding, "DSP48E1").lut).toBeCloseTo(expected, 6);
  });
});

describe("the layers of BNN-PYNQ's lfcW1A1", () => {
  const dense = (inputs: number): MatrixStage => ({
    ...convolution,
    outputs: 1024,
    inputs,
    filterRows: 1,
    filterColumns: 1,
    rows: 1,
    columns: 1,
    inputRows: 1,
    inputColumns: 1,
    weightBits: 1,
    activationBits: 1,
    outputBits: 1,
  });
  const folded = (outputs: number, inputs: number): MatrixFolding => ({
    ...folding,
    outputs,
    inputs,
    taps: 1,
    multipliers: "lut",
  });

  test("take as many cycles as its configuration says", () => {
    expect([matrixInterval(dense(832), folded(32, 64)), matrixInterval(dense(1024), folded(64, 32))]).toEqual([
      416, 512,
    ]);
  });

  test("keep their weights in 64 blocks each", () => {
    // 32 memories of 64 bits, two blocks each; 64 of 32 bits, one block each.
    const blocks = [
      matrixResources(dense(832), folded(32, 64), "DSP48E1"),
      matrixResources(dense(1024), folded(64, 32), "DSP48E1"),
    ];
    expect(blocks.map(({ bram18 }) => bram18)).toEqual([64, 64]);
  });
});

describe("a stream", () => {
  const average: StreamStage = {
    kind: "stream",
    name: "average",
    work: "scale",
    inputElements: 4096,
    outputElements: 64,
    operands: 1,
    channels: 64,
    rows: 1,
    taps: 1,
    partial: 64,
    inputColumns: 8,
    inputBits: 8,
    outputBits: 8,
  };

  test("takes as long as the longer of its ends", () => {
    expect([streamInterval(average, 1), streamInterval(average, 8)]).toEqual([4096, 512]);
  });

  test("scales in each lane", () => {
    expect(streamResources(average, 4, "DSP48E1").dsp).toBe(8);
    expect(streamResources({ ...average, work: "softmax" }, 1, "DSP48E1")).toMatchObject({ dsp: 2, bram18: 2 });
  });
});
