/** A TensorFlow Lite operator as converters see it: operands looked up, their quantization at hand. */
import { isInteger } from "../../dtype.ts";
import { IllFormed, Refusal } from "../conversion/refusal.ts";
import { type ConversionState, type SourceOperator, tensorNamed } from "../tensorflow/convert.ts";
import type { Laid } from "../tensorflow/laid.ts";
import type { Declared, NodeView, Quantization } from "./converter.ts";
import { dtypeOfTflite, tfliteTypeName } from "./data-types.ts";
import type { TfliteModel, TfliteOperator, TfliteQuantization, TfliteTensor } from "./decode.ts";
import { optionSpecs, readOptions } from "./options.ts";

export interface NamedOperator extends SourceOperator {
  readonly operator: TfliteOperator;
}

/** What the scope calls a tensor of the model. */
export const keyOf = (index: number): string => String(index);

export const nodeView = (
  { name, opType, operator }: NamedOperator,
  { tensors }: TfliteModel,
  scope: ConversionState["scope"],
  read: ReadonlySet<number>,
): NodeView => {
  const { inputs, outputs } = operator;
  const operandCount = inputs.findLastIndex(index => index >= 0) + 1;
  const optional = (i: number): Laid | undefined => {
    const index = inputs[i] ?? -1;
    return index < 0 ? undefined : tensorNamed(keyOf(index), scope);
  };
  const operand = (i: number): Laid => {
    const found = optional(i);
    if (found === undefined) throw new IllFormed(`its operand ${i} is left out`);
    return found;
  };
  return {
    name,
    opType,
    options: wanted => readOptions(optionSpecs[wanted], operator),
    operandCount,
    operand,
    optional,
    operands: () => Array.from({ length: operandCount }, (_, i) => operand(i)),
    quantizationOf: i => quantizationOf(tensors[inputs[i] ?? -1]),
    resultCount: outputs.length,
    result: i => declared(tensors[outputs[i] ?? -1]),
    wants: i => read.has(outputs[i] ?? -1),
  };
};

const declared = (tensor: TfliteTensor | undefined): Declared => {
  const dtype = dtypeOfTflite(tensor?.typeCode ?? -1);
  if (tensor === undefined) throw new IllFormed("one of its results is left out");
  if (dtype === undefined) throw new Refusal(`its result is a tensor of ${tfliteTypeName(tensor.typeCode)}`);
  return { type: { dtype, dims: tensor.shape }, quantization: quantizationOf(tensor) };
};

/** @throws Refusal where the parameters do not fit the tensor. */
export const quantizationOf = (tensor: TfliteTensor | undefined): Quantization | undefined => {
  const dtype = dtypeOfTflite(tensor?.typeCode ?? -1);
  const found = tensor?.quantization;
  if (tensor === undefined || found === undefined || dtype === undefined || !isInteger(dtype)) return undefined;
  checkQuantization(tensor, found);
  const { scales, zeroPoints, axis } = found;
  return { scales, zeroPoints: scales.map((_, i) => zeroPoints[zeroPoints.length === 1 ? 0 : i] ?? 0), axis };
};

const checkQuantization = ({ name, shape }: TfliteTensor, { scales, axis, isCustom }: TfliteQuantization): void => {
  if (isCustom)
    throw new Refusal(`its operand or result ${name} is quantized in a way of its own, which is not supported`);
  if (scales.length !== 1 && scales.length !== shape[axis])
    throw new IllFormed(`${name} has ${scales.length} scales for ${shape[axis] ?? 0} slices of axis ${axis}`);
  if (scales.some(scale => !(scale > 0 && Number.isFinite(scale))))
    throw new IllFormed(`${name} has a scale that is not positive`);
};
