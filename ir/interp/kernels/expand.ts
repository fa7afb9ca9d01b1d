import type { Kernel } from "../kernel.ts";
import { broadcastIndex, operandAt, typeAt } from "./elementwise.ts";
import { takeAt } from "./select.ts";

export const expand: Kernel<"expand"> = ({ operands, results }) => {
  const [input, type] = [operandAt(operands, 0), typeAt(results, 0)];
  return [takeAt(input, broadcastIndex(input.type.dims, type.dims), type)];
};
