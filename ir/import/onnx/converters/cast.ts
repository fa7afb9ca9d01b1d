/** Cast (opset 6 to 21) and CastLike (opset 15 to 21). `saturate` speaks of 8-bit floats only. */
import type { Converter } from "../converter.ts";
import { Refusal } from "../../conversion/refusal.ts";
import { dtypeOfOnnx, onnxTypeName } from "../data-types.ts";
import { castTo } from "../../conversion/arithmetic.ts";

export const cast: Converter = (node, build) => {
  const code = node.attributes.int("to");
  const dtype = dtypeOfOnnx(code);
  if (dtype === undefined) throw new Refusal(`it casts to ${onnxTypeName(code)}, which the graph IR does not have`);
  return castTo(build, node.operand(0), dtype);
};

export const castLike: Converter = (node, build) => castTo(build, node.operand(0), node.operand(1).type.dtype);
