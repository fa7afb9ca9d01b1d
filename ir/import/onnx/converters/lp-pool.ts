/** LpPool, opset 2 to 18: (Σ |x|^p)^(1/p) under a window, as a mean times the window's size. */
import { elementCount, scalar } from "../../../tensor.ts";
import type { Converter } from "../converter.ts";
import { Refusal } from "../../conversion/refusal.ts";
import { overTwoAxes } from "./one-axis.ts";
import { poolWindow } from "./pool.ts";

export const lpPool: Converter = (node, build) => {
  const input = node.operand(0);
  const attributes = { ...poolWindow(node), count_include_pad: true };
  if (attributes.ceil_mode) throw new Refusal("its window may reach beyond the padded input (ceil_mode)");
  const constant = (value: number) => build.constant(scalar(input.type.dtype, value));
  const p = node.attributes.int("p", 2);
  const powers = build.node("pow", [build.node("abs", [input], {}), constant(p)], {});
  const mean = overTwoAxes(build, [powers], operands => build.node("average_pool2d", operands, attributes));
  const sum = build.node("mul", [mean, constant(elementCount(attributes.kernel))], {});
  return build.node("pow", [sum, constant(1 / p)], {});
};
