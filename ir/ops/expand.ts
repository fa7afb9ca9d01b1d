import { ints } from "../attributes.ts";
import { dataMovement, defineOp, operand } from "../op.ts";
import { broadcastDims, dimsEqual, formatType } from "../tensor.ts";

export const expand = defineOp({
  name: "expand",
  summary: "The input broadcast to `shape`: axes align at the right, a 1 stretches.",
  operands: ["input"],
  attributes: { shape: ints() },
  check(signature) {
    const input = operand(signature, 0);
    const { shape } = signature.attributes;
    return shape.every(dim => dim >= 0) && dimsEqual(broadcastDims(input.dims, shape) ?? [-1], shape)
      ? []
      : [`${formatType(input)} does not broadcast to [${shape.join(",")}]`];
  },
  infer: signature => [{ dtype: operand(signature, 0).dtype, dims: signature.attributes.shape }],
  work: () => dataMovement,
});
