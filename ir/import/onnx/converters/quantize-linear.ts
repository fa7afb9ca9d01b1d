/** QuantizeLinear and DequantizeLinear, opset 10 to 21; per axis from 13. */
import type { DType } from "../../../dtype.ts";
import type { Value } from "../../../graph.ts";
import { elementCount, tensor } from "../../../tensor.ts";
import type { ConversionBuilder } from "../../conversion/builder.ts";
import type { Converter, NodeView } from "../converter.ts";
import { Refusal } from "../../conversion/refusal.ts";
import { dtypeOfOnnx, onnxTypeName } from "../data-types.ts";
import { axisFromFront } from "../../conversion/axes.ts";

export const quantizeLinear: Converter = (node, build) => {
  const [input, scale] = [node.operand(0), node.operand(1)];
  refuseBlocks(node, scale);
  const zeroPoint = node.optional(2) ?? zerosLike(scale, resultType(node), build);
  return build.node("quantize", [input, scale, zeroPoint], {
    axis: sliceAxis(node, input, scale, zeroPoint),
    dtype: zeroPoint.type.dtype,
  });
};

export const dequantizeLinear: Converter = (node, build) => {
  const [input, scale] = [node.operand(0), node.operand(1)];
  refuseBlocks(node, scale);
  const zeroPoint = node.optional(2) ?? zerosLike(scale, input.type.dtype, build);
  return build.node("dequantize", [input, scale, zeroPoint], { axis: sliceAxis(node, input, scale, zeroPoint) });
};

/** `output_dtype` is new in opset 21; without it and a zero point codes are unsigned bytes. */
const resultType = (node: NodeView): DType => {
  const code = node.attributes.int("output_dtype", 0);
  if (code === 0) return "uint8";
  const dtype = dtypeOfOnnx(code);
  if (dtype === undefined) throw new Refusal(`it quantizes to ${onnxTypeName(code)}; integers are supported`);
  return dtype;
};

const refuseBlocks = (node: NodeView, scale: Value): void => {
  if (node.attributes.int("block_size", 0) > 0 || scale.type.dims.length > 1)
    throw new Refusal(
      "it has a scale for each block of elements; one per tensor or per slice along an axis is supported",
      "quantize the model per tensor or per channel",
    );
};

const zerosLike = ({ type: { dims } }: Value, dtype: DType, build: ConversionBuilder): Value =>
  build.constant(tensor(dtype, dims, new Float64Array(elementCount(dims))));

/** Single parameters have no axis, and older files may name one that the input lacks. */
const sliceAxis = (node: NodeView, input: Value, ...parameters: readonly Value[]): number =>
  parameters.every(({ type }) => elementCount(type.dims) === 1)
    ? 0
    : axisFromFront(node.attributes.int("axis", 1), input.type.dims.length);
