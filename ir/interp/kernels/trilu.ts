import { allocate } from "../../dtype.ts";
import type { Kernel } from "../kernel.ts";
import { operandAt, typeAt } from "./elementwise.ts";

export const trilu: Kernel<"trilu"> = ({ operands, attributes: { upper, k }, results }) => {
  const type = typeAt(results, 0);
  const input = operandAt(operands, 0);
  const [rows = 0, columns = 0] = type.dims.slice(-2);
  const data = allocate(type.dtype, input.data.length);
  for (let i = 0; i < data.length; i++) {
    const row = Math.floor(i / columns) % rows;
    const column = i % columns;
    if (upper ? column >= row + k : column <= row + k) data[i] = input.data[i] ?? NaN;
  }
  return [{ type, data }];
};
