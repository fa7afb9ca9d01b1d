/** Convolutions and products, those that the TensorFlow.js converter fused among them. Weights are [height, width, channels, filters]. */
import type { Value } from "../../../../graph.ts";
import type { ConversionBuilder } from "../../../conversion/builder.ts";
import { Refusal } from "../../../conversion/refusal.ts";
import { convolve, convolveTransposed } from "../../../tensorflow/contraction.ts";
import { elementwise } from "../../../tensorflow/elementwise.ts";
import { asInModel, inModelOrder, type Laid, modelOrder } from "../../../tensorflow/laid.ts";
import { staticInts } from "../../../tensorflow/static.ts";
import type { Converter, NodeView } from "../converter.ts";
import { channelsLast, paddingOf, slidingOf, spatial } from "./format.ts";

const filters = (weight: Laid, build: ConversionBuilder): Value => weight.inOrder([3, 2, 0, 1], build);

const filtersOfChannels = (weight: Laid, build: ConversionBuilder): Value => {
  const [height = 1, width = 1, channels = 1, multiplier = 1] = weight.type.dims;
  const shape = [channels * multiplier, 1, height, width];
  return build.node("reshape", [weight.inOrder([2, 3, 0, 1], build)], { shape });
};

const convolution = (weightOf: typeof filters): Converter =>
  channelsLast((node, build) => {
    const fused = fusedOps(node);
    const bias = fused.includes("BiasAdd") ? asInModel(node.operand(2), build) : undefined;
    const kernel = weightOf(node.operand(1), build);
    return finished(node, build, convolve(build, node.operand(0), kernel, bias, slidingOf(node.attributes)));
  });

export const conv2d = convolution(filters);
export const depthwiseConv2d = convolution(filtersOfChannels);

const fusedOps = ({ attributes }: NodeView): readonly string[] => attributes.strings("fused_ops", []);

/** What is fused behind the bias, in order; a Prelu's slopes are the operand behind the bias. */
const finished = (node: NodeView, build: ConversionBuilder, result: Laid): Laid =>
  fusedOps(node).reduce((total, op) => {
    switch (op) {
      case "BiasAdd":
        return total;
      case "Relu":
        return elementwise(build, "relu", [total], {});
      case "Relu6":
        return elementwise(build, "clip", [total], { min: 0, max: 6 });
      case "Elu":
        return elementwise(build, "elu", [total], { alpha: 1 });
      case "Sigmoid":
        return elementwise(build, "sigmoid", [total], {});
      case "LeakyRelu":
        return elementwise(build, "leaky_relu", [total], { alpha: node.attributes.float("leakyrelu_alpha", 0.2) });
      case "Prelu":
        return elementwise(build, "prelu", [total, node.operand(3)], {});
      default:
        throw new Refusal(`${op} is fused into it, which is not supported`);
    }
  }, result);

/** Shape of the result, weights [height, width, filters, channels], input. */
export const conv2dBackpropInput: Converter = (node, build) => {
  if (node.attributes.string("data_format", "NHWC") !== "NHWC") throw new Refusal("its channels come first");
  const [, height = 0, width = 0] = staticInts(node, 0, build);
  const padding = paddingOf(node.attributes);
  if (typeof padding !== "string") throw new Refusal("its padding is explicit");
  return convolveTransposed(build, node.operand(2), node.operand(1).inOrder([3, 2, 0, 1], build), undefined, {
    strides: spatial(node.attributes, "strides"),
    padding,
    size: [height, width],
  });
};

export const matmul: Converter = (node, build) => {
  const left = factor(node.operand(0), node.attributes.flag("transpose_a", false), build);
  const right = factor(node.operand(1), node.attributes.flag("transpose_b", false), build);
  const bias = fusedOps(node).includes("BiasAdd") ? [asInModel(node.operand(2), build)] : [];
  return finished(node, build, inModelOrder(build.node("matmul", [left, right, ...bias], {})));
};

export const batchMatmul: Converter = (node, build) => {
  const left = factor(node.operand(0), node.attributes.flag("adj_x", false), build);
  const right = factor(node.operand(1), node.attributes.flag("adj_y", false), build);
  return inModelOrder(build.node("matmul", [left, right], {}));
};

const factor = (laid: Laid, isTransposed: boolean, build: ConversionBuilder): Value => {
  const order = modelOrder(laid.type.dims.length);
  return laid.inOrder(isTransposed ? [...order.slice(0, -2), ...order.slice(-2).toReversed()] : order, build);
};
