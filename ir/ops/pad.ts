import { float, ints, oneOf } from "../attributes.ts";
import { isElementOf } from "../dtype.ts";
import { dataMovement, defineOp, operand } from "../op.ts";
import { formatType } from "../tensor.ts";

export const pad = defineOp({
  name: "pad",
  summary:
    "The input with elements added before and after each axis: a constant, the mirror image without the edge (reflect), the edge itself, or the other end (wrap).",
  operands: ["input"],
  attributes: {
    /** Elements added: before every axis, then after every axis. */
    pads: ints(),
    mode: oneOf(["constant", "reflect", "edge", "wrap"], "constant"),
    value: float(0),
  },
  check(signature) {
    const input = operand(signature, 0);
    const { pads, mode } = signature.attributes;
    const rank = input.dims.length;
    if (pads.length !== 2 * rank || pads.some(count => count < 0))
      return [`pads must be ${2 * rank} numbers ≥ 0, found [${pads.join(",")}]`];
    const { value } = signature.attributes;
    if (mode === "constant" && !isElementOf(input.dtype, value))
      return [`value ${value} is no element of ${formatType(input)}`];
    const within = (count: number, i: number): boolean => {
      const dim = input.dims[i % rank] ?? 0;
      return count === 0 || mode === "constant" || (mode === "reflect" ? count < dim : dim > 0);
    };
    return pads.every(within)
      ? []
      : [`${mode} has too few elements in ${formatType(input)} for pads [${pads.join(",")}]`];
  },
  infer(signature) {
    const { dtype, dims } = operand(signature, 0);
    const { pads } = signature.attributes;
    return [{ dtype, dims: dims.map((dim, axis) => dim + (pads[axis] ?? 0) + (pads[axis + dims.length] ?? 0)) }];
  },
  work: () => dataMovement,
});
