/** Activation functions with attributes. Defaults are the 32-bit floats that ONNX's schemas give. */
import type { Converter } from "../converter.ts";

export const leakyRelu: Converter = (node, build) =>
  build.node("leaky_relu", [node.operand(0)], { alpha: node.attributes.float("alpha", Math.fround(0.01)) });

export const elu: Converter = (node, build) =>
  build.node("elu", [node.operand(0)], { alpha: node.attributes.float("alpha", 1) });

export const selu: Converter = (node, build) =>
  build.node("selu", [node.operand(0)], {
    alpha: node.attributes.float("alpha", Math.fround(1.6732632423543772)),
    gamma: node.attributes.float("gamma", Math.fround(1.0507009873554805)),
  });

/** Celu, opset 12. */
export const celu: Converter = (node, build) =>
  build.node("celu", [node.operand(0)], { alpha: node.attributes.float("alpha", 1) });

/** ThresholdedRelu, opset 10. */
export const thresholdedRelu: Converter = (node, build) =>
  build.node("thresholded_relu", [node.operand(0)], { alpha: node.attributes.float("alpha", 1) });

export const hardSigmoid: Converter = (node, build) =>
  build.node("hard_sigmoid", [node.operand(0)], {
    alpha: node.attributes.float("alpha", Math.fround(0.2)),
    beta: node.attributes.float("beta", 0.5),
  });
