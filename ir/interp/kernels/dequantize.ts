import { isFloat, allocate, roundToFloat } from "../../dtype.ts";
import { InternalError } from "../../../support/diagnostic.ts";
import type { Kernel } from "../kernel.ts";
import { parameterIndex, withoutZeroPoint } from "./codes.ts";
import { operandAt, typeAt } from "./elementwise.ts";

export const dequantize: Kernel<"dequantize"> = ({ operands, attributes: { axis }, results }) => {
  const [input, scale, type] = [operandAt(operands, 0), operandAt(operands, 1), typeAt(results, 0)];
  const { dtype } = type;
  if (!isFloat(dtype)) throw new InternalError(`dequantize to ${dtype}`);
  const steps = withoutZeroPoint(input, operandAt(operands, 2), axis);
  const scaleAt = parameterIndex(scale, type.dims, axis);
  const data = allocate(dtype, steps.length);
  for (let i = 0; i < data.length; i++)
    data[i] = roundToFloat(dtype, (steps[i] ?? NaN) * (scale.data[scaleAt[i] ?? 0] ?? NaN));
  return [{ type, data }];
};
