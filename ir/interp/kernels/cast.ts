import { allocate, type DType, isFloat, isInteger, saturateToInteger } from "../../dtype.ts";
import type { Kernel } from "../kernel.ts";
import { operandAt, storeAs, typeAt } from "./elementwise.ts";

export const cast: Kernel<"cast"> = ({ operands, results }) => {
  const type = typeAt(results, 0);
  const input = operandAt(operands, 0);
  const convert = conversion(input.type.dtype, type.dtype);
  const data = allocate(type.dtype, input.data.length);
  for (let i = 0; i < data.length; i++) data[i] = convert(input.data[i] ?? NaN);
  return [{ type, data }];
};

const conversion = (from: DType, to: DType): ((value: number) => number) => {
  if (to === "bool") return value => Number(value !== 0);
  if (isFloat(from) && isInteger(to))
    return value => (Number.isNaN(value) ? 0 : saturateToInteger(to, Math.trunc(value)) + 0);
  return storeAs(to);
};
