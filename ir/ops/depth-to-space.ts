import { int, oneOf } from "../attributes.ts";
import { dataMovement, defineOp, operand } from "../op.ts";
import { formatType } from "../tensor.ts";

export const depthToSpace = defineOp({
  name: "depth_to_space",
  summary:
    "[N,C,H,W] to [N,C/b²,H·b,W·b]: channels become blocks of b×b pixels. The block's place is the slower part of the channel index (DCR) or the faster (CRD).",
  operands: ["input"],
  attributes: { block: int(), mode: oneOf(["DCR", "CRD"], "DCR") },
  check(signature) {
    const input = operand(signature, 0);
    const { block } = signature.attributes;
    if (input.dims.length !== 4) return [`takes [N,C,H,W], found ${formatType(input)}`];
    return block >= 1 && (input.dims[1] ?? 0) % block ** 2 === 0
      ? []
      : [`${input.dims[1] ?? 0} channels do not split into blocks of ${block}×${block}`];
  },
  infer(signature) {
    const { dtype, dims } = operand(signature, 0);
    const [batch = 0, channels = 0, height = 0, width = 0] = dims;
    const { block } = signature.attributes;
    return [{ dtype, dims: [batch, channels / block ** 2, height * block, width * block] }];
  },
  work: () => dataMovement,
});
