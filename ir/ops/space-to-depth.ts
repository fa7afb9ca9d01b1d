import { int } from "../attributes.ts";
import { dataMovement, defineOp, operand } from "../op.ts";
import { formatType } from "../tensor.ts";

export const spaceToDepth = defineOp({
  name: "space_to_depth",
  summary:
    "[N,C,H,W] to [N,C·b²,H/b,W/b]: blocks of b×b pixels become channels, the place in the block being the slower part of the channel index.",
  operands: ["input"],
  attributes: { block: int() },
  check(signature) {
    const input = operand(signature, 0);
    const { block } = signature.attributes;
    if (input.dims.length !== 4) return [`takes [N,C,H,W], found ${formatType(input)}`];
    return block >= 1 && input.dims.slice(2).every(dim => dim % block === 0)
      ? []
      : [`${formatType(input)} does not split into blocks of ${block}×${block}`];
  },
  infer(signature) {
    const { dtype, dims } = operand(signature, 0);
    const [batch = 0, channels = 0, height = 0, width = 0] = dims;
    const { block } = signature.attributes;
    return [{ dtype, dims: [batch, channels * block ** 2, height / block, width / block] }];
  },
  work: () => dataMovement,
});
