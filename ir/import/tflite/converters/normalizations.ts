/** L2_NORMALIZATION and LOCAL_RESPONSE_NORMALIZATION, both over channels. */
import { activated } from "../../tensorflow/activation.ts";
import { asHeld, computed, imageOrder } from "../../tensorflow/laid.ts";
import { asImage } from "../../tensorflow/shape.ts";
import type { Converter } from "../converter.ts";
import { onReals } from "../quantized.ts";

export const l2Normalization: Converter = onReals((node, build) => {
  const input = node.operand(0);
  const axis = input.order.indexOf(input.type.dims.length - 1);
  const value = build.node("lp_normalization", [asHeld(input, build)], { axis, p: 2 });
  return activated(build, node.options("l2Normalization").activation, computed(value, input.order));
});

/** alpha multiplies the sum of squares here, their mean in the graph IR (and ONNX). */
export const localResponseNormalization: Converter = onReals((node, build) => {
  const { radius, bias, alpha, beta } = node.options("localResponseNormalization");
  const size = 2 * radius + 1;
  const attributes = { size, alpha: alpha * size, beta, bias };
  return computed(
    build.node("local_response_normalization", [asImage(node.operand(0), build)], attributes),
    imageOrder,
  );
});
