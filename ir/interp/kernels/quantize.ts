import { roundHalfEven } from "../../../support/float16.ts";
import { allocate, isFloat, isInteger, roundToFloat, saturateToInteger } from "../../dtype.ts";
import { InternalError } from "../../../support/diagnostic.ts";
import type { Kernel } from "../kernel.ts";
import { parameterIndex } from "./codes.ts";
import { operandAt, typeAt } from "./elementwise.ts";

/** The quotient is rounded to the scale's type before it is rounded to a code, as ONNX Runtime does. */
export const quantize: Kernel<"quantize"> = ({ operands, attributes: { axis }, results }) => {
  const [input, scale, zeroPoint] = [operandAt(operands, 0), operandAt(operands, 1), operandAt(operands, 2)];
  const type = typeAt(results, 0);
  const { dtype } = type;
  const precision = scale.type.dtype;
  if (!isInteger(dtype) || !isFloat(precision)) throw new InternalError(`quantize to ${dtype} by ${precision}`);
  const scaleAt = parameterIndex(scale, type.dims, axis);
  const zeroPointAt = parameterIndex(zeroPoint, type.dims, axis);
  const data = allocate(dtype, input.data.length);
  for (let i = 0; i < data.length; i++) {
    const quotient = roundToFloat(precision, (input.data[i] ?? NaN) / (scale.data[scaleAt[i] ?? 0] ?? NaN));
    data[i] = saturateToInteger(dtype, roundHalfEven(quotient) + (zeroPoint.data[zeroPointAt[i] ?? 0] ?? NaN));
  }
  return [{ type, data }];
};
