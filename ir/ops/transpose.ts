import { ints } from "../attributes.ts";
import { dataMovement, defineOp, operand } from "../op.ts";

export const transpose = defineOp({
  name: "transpose",
  summary: "Axes in another order: axis i of the result is axis permutation[i] of the input.",
  operands: ["input"],
  attributes: { permutation: ints() },
  check(signature) {
    const { permutation } = signature.attributes;
    const sorted = permutation.toSorted((a, b) => a - b);
    const rank = operand(signature, 0).dims.length;
    return sorted.length === rank && sorted.every((axis, i) => axis === i)
      ? []
      : [`permutation [${permutation.join(",")}] does not name each of ${rank} axes once`];
  },
  infer(signature) {
    const { dtype, dims } = operand(signature, 0);
    return [{ dtype, dims: signature.attributes.permutation.map(axis => dims[axis] ?? 0) }];
  },
  work: () => dataMovement,
});
