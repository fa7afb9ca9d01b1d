import { stridesOf } from "../../tensor.ts";
import type { Kernel } from "../kernel.ts";
import { operandAt, typeAt } from "./elementwise.ts";
import { indexFromOffsets, takeAt } from "./select.ts";

export const slice: Kernel<"slice"> = ({ operands, attributes: { starts, axes, steps }, results }) => {
  const input = operandAt(operands, 0);
  const type = typeAt(results, 0);
  const strides = stridesOf(input.type.dims);
  const offsets = type.dims.map((length, axis) => {
    const given = axes.indexOf(axis);
    const [start = 0, step = 1] = given < 0 ? [] : [starts[given], steps[given]];
    return Array.from({ length }, (_, i) => (start + i * step) * (strides[axis] ?? 0));
  });
  return [takeAt(input, indexFromOffsets(offsets), type)];
};
