import { stridesOf } from "../../tensor.ts";
import type { Kernel } from "../kernel.ts";
import { operandAt, typeAt } from "./elementwise.ts";
import { indexFromOffsets, takeAt } from "./select.ts";

export const tile: Kernel<"tile"> = ({ operands, results }) => {
  const [input, type] = [operandAt(operands, 0), typeAt(results, 0)];
  const strides = stridesOf(input.type.dims);
  const offsets = type.dims.map((length, axis) =>
    Array.from({ length }, (_, i) => (i % (input.type.dims[axis] ?? 1)) * (strides[axis] ?? 0)),
  );
  return [takeAt(input, indexFromOffsets(offsets), type)];
};
