import type { OpAttributes } from "../../ops/index.ts";
import { stridesOf } from "../../tensor.ts";
import type { Kernel } from "../kernel.ts";
import { operandAt, storeAs, typeAt } from "./elementwise.ts";
import { indexFromOffsets, takeAt } from "./select.ts";

export const pad: Kernel<"pad"> = ({ operands, attributes: { pads, mode, value }, results }) => {
  const [input, type] = [operandAt(operands, 0), typeAt(results, 0)];
  const strides = stridesOf(input.type.dims);
  const offsets = type.dims.map((length, axis) =>
    Array.from({ length }, (_, i) => {
      const from = sourcePosition[mode](i - (pads[axis] ?? 0), input.type.dims[axis] ?? 0);
      return from < 0 ? -1 : from * (strides[axis] ?? 0);
    }),
  );
  // The other modes leave no place to fill, so their value may be anything.
  const fill = mode === "constant" ? storeAs(type.dtype)(value) : 0;
  return [takeAt(input, indexFromOffsets(offsets), type, fill)];
};

/** Which of `dim` elements stands at a position that may lie before the first or after the last; -1 for none. */
const sourcePosition: Readonly<Record<OpAttributes<"pad">["mode"], (position: number, dim: number) => number>> = {
  constant: (position, dim) => (position >= 0 && position < dim ? position : -1),
  edge: (position, dim) => Math.min(Math.max(position, 0), dim - 1),
  reflect: (position, dim) => dim - 1 - Math.abs(dim - 1 - Math.abs(position)),
  wrap: (position, dim) => ((position % dim) + dim) % dim,
};
