/** Conv, opset 1 and 11: 2-D as it is, 1-D as a 2-D one of height 1. */
import { type Converter, Refusal } from "../converter.ts";
import { slidingWindow } from "./sliding-window.ts";

export const conv: Converter = (node, build) => {
  const [input, weight, bias] = [node.operand(0), node.operand(1), node.optional(2)];
  const spatial = input.type.dims.slice(2);
  const window = slidingWindow(node, spatial, weight.type.dims.slice(2));
  const attributes = { ...window, group: node.attributes.int("group", 1) };
  const operands = bias === undefined ? [] : [bias];
  if (spatial.length === 2) return build.node("conv2d", [input, weight, ...operands], attributes);
  if (spatial.length !== 1)
    throw new Refusal(`it slides over ${spatial.length} axes; convolutions over one or two are supported`);
  const product = build.node("conv2d", [flat(input), flat(weight), ...operands], attributes);

  function flat(value: typeof input): typeof input {
    const [outer = 0, channels = 0, length = 0] = value.type.dims;
    return build.node("reshape", [value], { shape: [outer, channels, 1, length] });
  }
  const [batch = 0, filters = 0, , positions = 0] = product.type.dims;
  return build.node("reshape", [product], { shape: [batch, filters, positions] });
};
