/**
 * What an engine takes at a folding, and how long it takes for an image. Formulas are FINN's (Umuroglu et al., FPGA 2017; Blott et al.,
 * FINN-R, TRETS 2018; finn/custom_op/fpgadataflow) with coefficients fitted to placed designs, see coefficients.json.
 * Ignores: biases, routing, multiplexers of deep memories, that only every third look-up table of a 7-series part can be memory.
 */
import coefficients from "../coefficients.json" with { type: "json" };
import type { DspKind } from "../devices.ts";
import { bram18For, bufferFor, lutramFor, uramFor } from "../memory-blocks.ts";
import { dspForArray, dspPerProduct, lutPerProduct } from "../multipliers.ts";
import { type Resources, sumOf } from "../resources.ts";
import type { MatrixStage, StreamStage } from "./stage.ts";

/** How much of a matrix stage is done at once: PE = groups × outputs, SIMD = inputs × taps. Each divides what it folds. */
export interface MatrixFolding {
  readonly groups: number;
  readonly outputs: number;
  readonly inputs: number;
  readonly taps: number;
  readonly multipliers: "dsp" | "lut";
  /** `stream`: from the memory outside, again for each output position. */
  readonly weightMemory: WeightMemory;
}

export type WeightMemory = "lutram" | "bram" | "uram" | "stream";

/** Multiply-accumulates of an image, by all groups. */
export const macsOf = ({ groups, outputs, inputs, filterRows, filterColumns, rows, columns }: MatrixStage): number =>
  groups * outputs * inputs * filterRows * filterColumns * rows * columns;

/**
 * Cycles between the starts of two images: `MACs / (PE · SIMD)` (FINN-R), and at least one for each element that each input stream
 * brings, padding included.
 */
export const matrixInterval = (stage: MatrixStage, folding: MatrixFolding): number => {
  const { groups, outputs, inputs, taps } = folding;
  const compute = macsOf(stage) / (groups * outputs * inputs * taps);
  const elements = stage.inputRows * stage.inputColumns * stage.groups * stage.inputs;
  return Math.max(compute, Math.ceil(elements / (groups * inputs)));
};

/** Bits of a sum of products: FINN's bound without its last fraction of a bit, `log2(terms) + W + A`. */
export const accumulatorBits = ({
  inputs,
  filterRows,
  filterColumns,
  weightBits,
  activationBits,
}: MatrixStage): number => Math.ceil(Math.log2(inputs * filterRows * filterColumns)) + weightBits + activationBits;

/** Of a scale that brings sums to codes (fpgaConvNet's MLPerf Tiny designs; codes come out exact, see docs/quantization.md). */
const scaleBits = 24;

/** A residual is brought to the scale of the sum, the sum to that of the result (fpgaConvNet: six slices of DSP48E1 for each addition). */
const productsPerResidual = 3;

/** Weights of one bit: exclusive-or and counting ones, with thresholds for an activation (Umuroglu et al. 2017). */
export const isBinary = ({ weightBits }: Pick<MatrixStage, "weightBits">): boolean => weightBits === 1;

export const matrixResources = (stage: MatrixStage, folding: MatrixFolding, dsp: DspKind): Resources =>
  isBinary(stage)
    ? sumOf([binaryLogic(stage, folding), binaryWindow(stage), binaryWeights(stage, folding)])
    : sumOf([
        integerLogic(stage, folding, dsp),
        integerWindow(stage, folding),
        integerWeights(stage, folding),
        wayOut(stage, folding, dsp),
      ]);

const integerLogic = (stage: MatrixStage, folding: MatrixFolding, dsp: DspKind): Partial<Resources> => {
  const { weightBits, activationBits } = stage;
  const { groups, outputs, inputs, taps } = folding;
  const products = groups * outputs * inputs * taps;
  const { engine, lutProduct, dspProductBit } = coefficients.integer;
  const inLut = lutPerProduct(weightBits, activationBits);
  const bits = weightBits + activationBits;
  const array = { rows: outputs, terms: inputs * taps, weightBits, activationBits };
  return folding.multipliers === "dsp"
    ? {
        lut: engine.lut + products * bits * dspProductBit.lut,
        ff: engine.ff + products * bits * dspProductBit.ff,
        dsp: groups * dspForArray(dsp, array),
      }
    : { lut: engine.lut + products * inLut * lutProduct.lut, ff: engine.ff + products * inLut * lutProduct.ff };
};

/** Line buffers of all rows of the window but one, and the window itself; none where it is one position. */
const integerWindow = (stage: MatrixStage, { groups, inputs }: MatrixFolding): Partial<Resources> => {
  const { filterRows, filterColumns, activationBits, inputColumns } = stage;
  const taps = filterRows * filterColumns;
  if (taps === 1) return {};
  const streams = groups * inputs;
  const line = bufferFor(activationBits, Math.ceil((inputColumns * stage.groups * stage.inputs) / streams));
  const lines = streams * (filterRows - 1);
  const bits = streams * taps * activationBits;
  const { windowBit } = coefficients.integer;
  return { lut: bits * windowBit.lut + lines * line.lut, ff: bits * windowBit.ff, bram18: lines * line.bram18 };
};

/** Words of all taps that are multiplied at once, one memory for each dot product. */
const integerWeights = (stage: MatrixStage, folding: MatrixFolding): Partial<Resources> => {
  const { memories, width, depth } = weightMemories(stage, folding);
  const copies = memories * coefficients.integer.weightCopies;
  switch (folding.weightMemory) {
    case "bram":
      return { bram18: copies * bram18For(width, depth) };
    case "uram":
      return { uram: copies * uramFor(width, depth) };
    case "lutram":
      return { lut: copies * lutramFor(width, depth) };
    case "stream":
      return sumOf([bufferFor(width * memories, streamedWords), coefficients.binary.hostPort]);
  }
};

/** Behind a memory port of its own, as large as BNN-PYNQ's. Words of weights on their way, enough to hide a memory's latency of some hundred cycles. */
const streamedWords = 512;

interface Memories {
  readonly memories: number;
  readonly width: number;
  readonly depth: number;
}

export const weightMemories = (stage: MatrixStage, { groups, outputs, inputs, taps }: MatrixFolding): Memories => {
  const { filterRows, filterColumns } = stage;
  const folds = (stage.groups / groups) * (stage.outputs / outputs) * (stage.inputs / inputs);
  return {
    memories: groups * outputs * inputs,
    width: stage.weightBits * taps,
    depth: (folds * filterRows * filterColumns) / taps,
  };
};

/** Scales, residuals and functions, in as many lanes as outputs come while an image passes. */
const wayOut = (stage: MatrixStage, folding: MatrixFolding, dsp: DspKind): Partial<Resources> => {
  const elements = stage.groups * stage.outputs * stage.rows * stage.columns;
  const lanes = Math.ceil(elements / matrixInterval(stage, folding));
  const product = dspPerProduct(dsp, scaleBits, Math.min(accumulatorBits(stage), scaleBits));
  const table = stage.hasFunctions ? bufferFor(stage.outputBits, 2 ** Math.min(stage.outputBits, widestTable)) : {};
  return sumOf([
    { dsp: lanes * product * (1 + productsPerResidual * stage.residuals) },
    ...Array.from({ length: lanes }, () => table),
  ]);
};

/** Index bits of a table of a function; wider codes lose their last bits (hls4ml's tables have 1024 entries). */
const widestTable = 10;

const binaryLogic = (stage: MatrixStage, { groups, outputs, inputs, taps }: MatrixFolding): Partial<Resources> => {
  const { engine, productBit, controlDsp } = coefficients.binary;
  const rows = groups * outputs;
  const bits = rows * inputs * taps * stage.activationBits;
  const thresholds = stage.outputBits > widestThreshold ? 0 : 2 ** stage.outputBits - 1;
  const hasWindow = stage.filterRows * stage.filterColumns > 1;
  return {
    lut: engine.lut + bits * productBit.lut + rows * thresholds * thresholdBits,
    ff: engine.ff + bits * productBit.ff,
    dsp: controlDsp.perEngine + (hasWindow ? controlDsp.perWindow : 0),
  };
};

/** Of a sum in BNN-PYNQ, `ap_int<16>`; wider outputs leave as they are. */
const thresholdBits = 16;
const widestThreshold = 8;

/** One block of memory for each row of the window and one to write to, all channels in a word (BNN-PYNQ, `slidingwindow.h`). */
const binaryWindow = (stage: MatrixStage): Partial<Resources> => {
  const { filterRows, filterColumns, inputColumns } = stage;
  if (filterRows * filterColumns === 1) return {};
  const width = stage.groups * stage.inputs * stage.activationBits;
  const { windowBit } = coefficients.binary;
  return {
    lut: width * windowBit.lut,
    ff: width * windowBit.ff,
    bram18: (filterRows + 1) * bram18For(width, inputColumns),
  };
};

/** One memory for each row of products; small ones in look-up tables, as Vivado HLS places them. */
const binaryWeights = (stage: MatrixStage, folding: MatrixFolding): Partial<Resources> => {
  const { groups, outputs, inputs } = folding;
  const { width, depth } = weightMemories(stage, folding);
  const rows = groups * outputs;
  const word = width * inputs;
  return word * depth <= largestDistributed
    ? { lut: rows * lutramFor(word, depth) }
    : { bram18: rows * bram18For(word, depth) };
};

/** Bits; fpgaConvNet's model of the tool has the same bound. */
const largestDistributed = 1024;

/** Cycles between the starts of two images, with so many numbers at once. */
export const streamInterval = ({ inputElements, outputElements }: StreamStage, lanes: number): number =>
  Math.ceil(Math.max(inputElements, outputElements) / lanes);

/** Tables of exponentials and of reciprocals: 1024 entries of 18 bits each (hls4ml, `nnet_activation.h`). */
const softmaxTable = bram18For(18, 1024);

/** @param lanes numbers that pass at once. */
export const streamResources = (stage: StreamStage, lanes: number, dsp: DspKind): Resources => {
  const { engine, windowBit } = coefficients.integer;
  const { work, taps, partial, inputBits, outputBits, inputColumns, channels, operands } = stage;
  const product = dspPerProduct(dsp, scaleBits, scaleBits);
  const side = Math.round(Math.sqrt(taps));
  const line = taps === 1 ? {} : bufferFor(inputBits, Math.ceil((inputColumns * channels) / lanes));
  const lines = lanes * (side - 1);
  const bits = lanes * operands * (taps === 1 ? 1 : taps) * inputBits;
  const products = { move: 0, scale: 1, combine: productsPerResidual, table: 0, softmax: 1 }[work];
  const table = work === "table" ? bufferFor(outputBits, 2 ** Math.min(inputBits, widestTable)) : {};
  return sumOf([
    { lut: engine.lut + bits * windowBit.lut, ff: engine.ff + bits * windowBit.ff, dsp: lanes * products * product },
    ...Array.from({ length: lines }, () => line),
    ...Array.from({ length: lanes }, () => sumOf([table, bufferFor(inputBits, Math.ceil(partial / lanes))])),
    ...(work === "softmax" ? [{ bram18: 2 * softmaxTable }] : []),
  ]);
};
