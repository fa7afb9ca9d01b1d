import { ints } from "../attributes.ts";
import { defineOp, free, operand } from "../op.ts";
import { elementCount, formatType } from "../tensor.ts";

export const reshape = defineOp({
  name: "reshape",
  summary: "The same elements in row-major order under new dims; squeeze, unsqueeze and flatten are reshapes too.",
  operands: ["input"],
  attributes: { shape: ints() },
  check(signature) {
    const input = operand(signature, 0);
    const { shape } = signature.attributes;
    return shape.every(dim => dim >= 0) && elementCount(input.dims) === elementCount(shape)
      ? []
      : [`${formatType(input)} does not fill shape [${shape.join(",")}]`];
  },
  infer: signature => [{ dtype: operand(signature, 0).dtype, dims: signature.attributes.shape }],
  work: () => free("a reshape moves no data: row-major order stays"),
});
