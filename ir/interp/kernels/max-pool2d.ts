import type { Kernel } from "../kernel.ts";
import { operandAt, typeAt } from "./elementwise.ts";
import { pool } from "./pool.ts";

export const maxPool2d: Kernel<"max_pool2d"> = ({ operands, attributes, results }) => [
  pool(operandAt(operands, 0), attributes, typeAt(results, 0), {
    start: -Infinity,
    take: (largest, element) => Math.max(largest, element),
    finish: largest => largest,
  }),
];
