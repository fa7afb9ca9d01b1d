/** Every diagnostic about quantization, so that codes stay unique and wording even. */
import type { Diagnostic } from "../support/diagnostic.ts";
import { quote } from "../support/quote.ts";

export const notFinite = (tensor: string, low: number, high: number): Diagnostic => ({
  code: "QUANT_NOT_FINITE",
  severity: "error",
  message: `tensor ${quote(tensor)} ranges from ${low} to ${high}: no scale can hold what is not finite`,
  help: "look for a division by zero or an overflow in the network, or for damaged input data",
});

export const wrongWidth = (tensor: string, bits: number, least: number): Diagnostic => ({
  code: "QUANT_WRONG_WIDTH",
  severity: "error",
  message: `tensor ${quote(tensor)} cannot have ${bits} bits`,
  help: `choose a whole number from ${least} to 16`,
});

export const badParameters = (tensor: string, fault: string): Diagnostic => ({
  code: "QUANT_BAD_PARAMETERS",
  severity: "error",
  message: `tensor ${quote(tensor)} cannot be quantized with ${fault}`,
});

export const unquantizable = (tensor: string, dtype: string | undefined): Diagnostic => ({
  code: "QUANT_NO_FLOAT",
  severity: "error",
  message:
    dtype === undefined
      ? `the network has no tensor ${quote(tensor)} to quantize`
      : `tensor ${quote(tensor)} is ${dtype}: only f32 tensors can be quantized`,
});

export const unknownWeight = (tensor: string): Diagnostic => ({
  code: "QUANT_UNKNOWN_WEIGHT",
  severity: "error",
  message: `tensor ${quote(tensor)} cannot be quantized: the model file has its shape, but not its values`,
  help: "quantize the model together with its external data",
});

export const notFiniteIn = (tensor: string, found: number, sample: string): Diagnostic => ({
  code: "QUANT_NOT_FINITE",
  severity: "error",
  message: `tensor ${quote(tensor)} holds ${found} for ${quote(sample)}: no scale can hold what is not finite`,
  help: "look for a division by zero or an overflow in the network, or for damaged input data",
});

export const metricNeedsTargets = (metric: string, needs: string, source: string, has: string): Diagnostic => ({
  code: "QUANT_METRIC",
  severity: "error",
  message: `metric ${metric} judges against ${targetNames[needs] ?? needs}, ${quote(source)} has ${targetNames[has] ?? has}`,
  help: "give labels (labels.csv, folders named after classes, masks/), or choose --metric sqnr or agreement, which need none",
});

const targetNames: Readonly<Record<string, string>> = {
  class: "class labels",
  image: "sharp pictures",
  mask: "segmentation masks",
  none: "none",
};

export const accumulatorOverflow = (
  layers: readonly string[],
  bound: number,
  leftBits: number,
  rightBits: number,
): Diagnostic => ({
  code: "QUANT_ACCUMULATOR_OVERFLOW",
  severity: "error",
  message: `a sum of ${leftBits}-bit by ${rightBits}-bit products can reach ${bound.toExponential(2)}, more than the ${2 ** 31 - 1} of a 32-bit accumulator`,
  where: { layers },
  help: "give the layer's weights or its input fewer bits",
});

export const unknownMetric = (name: string, known: readonly string[]): Diagnostic => ({
  code: "QUANT_METRIC",
  severity: "error",
  message: `there is no metric ${quote(name)}`,
  help: `metrics are ${known.join(", ")}`,
});

export const quantizedAlready = (layers: readonly string[]): Diagnostic => ({
  code: "QUANT_ALREADY",
  severity: "error",
  message: "the model is quantized already, and keeps its own scales, zero points and widths",
  where: { layers },
  help: "compile it as it is; to choose other widths, quantize the float model that it was made from",
});
