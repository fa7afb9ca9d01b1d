import { ints } from "../attributes.ts";
import { dataMovement, defineOp, operand } from "../op.ts";
import { formatType } from "../tensor.ts";

export const tile = defineOp({
  name: "tile",
  summary: "The input repeated repeats[i] times along axis i.",
  operands: ["input"],
  attributes: { repeats: ints() },
  check(signature) {
    const input = operand(signature, 0);
    const { repeats } = signature.attributes;
    return repeats.length === input.dims.length && repeats.every(count => count >= 0)
      ? []
      : [`repeats must be one number ≥ 0 per axis of ${formatType(input)}, found [${repeats.join(",")}]`];
  },
  infer(signature) {
    const { dtype, dims } = operand(signature, 0);
    return [{ dtype, dims: dims.map((dim, axis) => dim * (signature.attributes.repeats[axis] ?? 1)) }];
  },
  work: () => dataMovement,
});
