import type { Kernel } from "../kernel.ts";
import { operandAt } from "./elementwise.ts";
import { permuted } from "./select.ts";

export const transpose: Kernel<"transpose"> = ({ operands, attributes: { permutation } }) => [
  permuted(operandAt(operands, 0), permutation),
];
