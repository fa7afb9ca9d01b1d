import { int } from "../attributes.ts";
import { dataMovement, defineOp, operand } from "../op.ts";
import { axisFaults } from "./axes.ts";
import { indicesFaults } from "./operand-faults.ts";

export const gather = defineOp({
  name: "gather",
  summary:
    "Slices of the input at `indices` along an axis: dims[..axis] + indices' dims + dims[axis+1..]. Negative indices count from the back.",
  operands: ["input", "indices"],
  attributes: { axis: int() },
  check: signature => [
    ...axisFaults(signature.attributes.axis, operand(signature, 0).dims.length),
    ...indicesFaults(operand(signature, 1)),
  ],
  infer(signature) {
    const { dtype, dims } = operand(signature, 0);
    return [{ dtype, dims: dims.toSpliced(signature.attributes.axis, 1, ...operand(signature, 1).dims) }];
  },
  work: () => dataMovement,
});
