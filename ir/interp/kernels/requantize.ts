import { roundHalfEven } from "../../../support/float16.ts";
import { allocate, isInteger, saturateToInteger } from "../../dtype.ts";
import { InternalError } from "../../../support/diagnostic.ts";
import type { Kernel } from "../kernel.ts";
import { parameterIndex } from "./codes.ts";
import { operandAt, typeAt } from "./elementwise.ts";

/** Accumulator and product are rounded to f32, as ONNX Runtime's QLinearConv does. */
export const requantize: Kernel<"requantize"> = ({ operands, attributes: { axis }, results }) => {
  const [accumulator, multiplier, zeroPoint] = [operandAt(operands, 0), operandAt(operands, 1), operandAt(operands, 2)];
  const type = typeAt(results, 0);
  const { dtype } = type;
  if (!isInteger(dtype)) throw new InternalError(`requantize to ${dtype}`);
  const multiplierAt = parameterIndex(multiplier, type.dims, axis);
  const zeroPointAt = parameterIndex(zeroPoint, type.dims, axis);
  const data = allocate(dtype, accumulator.data.length);
  for (let i = 0; i < data.length; i++) {
    const factor = multiplier.data[multiplierAt[i] ?? 0] ?? NaN;
    const scaled = Math.fround(Math.fround(accumulator.data[i] ?? NaN) * factor);
    data[i] = saturateToInteger(dtype, roundHalfEven(scaled) + (zeroPoint.data[zeroPointAt[i] ?? 0] ?? NaN));
  }
  return [{ type, data }];
};
