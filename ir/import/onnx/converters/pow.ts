/** Pow, opset 7 to 15: from 12 on the exponent may have a type of its own; the result has that of the base. */
import { isFloat } from "../../../dtype.ts";
import type { Converter } from "../converter.ts";
import { castTo } from "../../conversion/arithmetic.ts";

export const pow: Converter = (node, build) => {
  const [base, exponent] = [node.operand(0), node.operand(1)];
  const { dtype } = base.type;
  // A whole base to a broken power is computed in floating point, then truncated.
  const common = !isFloat(dtype) && isFloat(exponent.type.dtype) ? "f64" : dtype;
  const operands = [castTo(build, base, common), castTo(build, exponent, common)];
  return castTo(build, build.node("pow", operands, {}), dtype);
};
