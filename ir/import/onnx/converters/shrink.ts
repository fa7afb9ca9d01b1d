/** Shrink, opset 9: x + bias below -lambd, x - bias above lambd, 0 between; integers are computed as floats and truncated. */
import { isFloat } from "../../../dtype.ts";
import type { Converter } from "../converter.ts";
import { castTo, scalarLike } from "../../conversion/arithmetic.ts";

export const shrink: Converter = (node, build) => {
  const input = node.operand(0);
  const x = castTo(build, input, isFloat(input.type.dtype) ? input.type.dtype : "f64");
  const [threshold, bias] = [node.attributes.float("lambd", 0.5), node.attributes.float("bias", 0)];
  const isBelow = build.node("less", [x, scalarLike(build, x, -threshold)], {});
  const isAbove = build.node("greater", [x, scalarLike(build, x, threshold)], {});
  const raised = build.node("add", [x, scalarLike(build, x, bias)], {});
  const lowered = build.node("sub", [x, scalarLike(build, x, bias)], {});
  const aboveOrZero = build.node("where", [isAbove, lowered, scalarLike(build, x, 0)], {});
  return castTo(build, build.node("where", [isBelow, raised, aboveOrZero], {}), input.type.dtype);
};
