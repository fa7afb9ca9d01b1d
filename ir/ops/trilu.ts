import { flag, int } from "../attributes.ts";
import { dataMovement, defineOp, operand } from "../op.ts";
import { formatType } from "../tensor.ts";

export const trilu = defineOp({
  name: "trilu",
  summary:
    "The upper (column ≥ row + k) or lower (column ≤ row + k) triangle of the matrices in the last two axes; zeros elsewhere.",
  operands: ["input"],
  attributes: { upper: flag(true), k: int(0) },
  check(signature) {
    const input = operand(signature, 0);
    return input.dims.length >= 2 ? [] : [`trilu takes matrices, found ${formatType(input)}`];
  },
  infer: signature => [operand(signature, 0)],
  work: () => dataMovement,
});
