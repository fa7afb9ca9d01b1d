import type { Kernel } from "../kernel.ts";
import { operandAt, typeAt } from "./elementwise.ts";
import { permutedIndex, takeAt } from "./select.ts";

export const transpose: Kernel<"transpose"> = ({ operands, attributes, results }) => {
  const input = operandAt(operands, 0);
  return [takeAt(input, permutedIndex(input.type.dims, attributes.permutation), typeAt(results, 0))];
};
