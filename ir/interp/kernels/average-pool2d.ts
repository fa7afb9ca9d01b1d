import type { OpAttributes } from "../../ops/index.ts";
import type { Kernel } from "../kernel.ts";
import { operandAt, typeAt } from "./elementwise.ts";
import { pool, type WindowPlace } from "./pool.ts";

export const averagePool2d: Kernel<"average_pool2d"> = ({ operands, attributes, results }) => {
  const input = operandAt(operands, 0);
  const [height = 0, width = 0] = input.type.dims.slice(2);
  const average = pool(input, attributes, typeAt(results, 0), {
    start: 0,
    take: (sum, element) => sum + element,
    finish: (sum, elements, place) =>
      sum / (attributes.count_include_pad ? paddedElements(attributes, height, width, place) : elements),
  });
  return [average];
};

/** Elements of the window that lie on the padded input: what `ceil_mode` adds beyond it does not count (ONNX Runtime). */
const paddedElements = (
  attributes: OpAttributes<"average_pool2d">,
  height: number,
  width: number,
  { top, left }: WindowPlace,
): number => {
  const [kernelY = 1, kernelX = 1] = attributes.kernel;
  const [dilationY = 1, dilationX = 1] = attributes.dilations;
  const [, , bottom = 0, right = 0] = attributes.pads;
  return reach(top, kernelY, dilationY, height + bottom) * reach(left, kernelX, dilationX, width + right);
};

/** How many of the places `from, from + dilation, …` come before `end`. */
const reach = (from: number, count: number, dilation: number, end: number): number =>
  Math.min(count, Math.ceil((end - from) / dilation));
