import { defineOp, macs, operand, type Signature } from "../op.ts";
import { elementCount, type TensorType } from "../tensor.ts";
import { biasFaults } from "./contraction.ts";
import { factorFaults, perSliceFaults, sameTypeFaults } from "./operand-faults.ts";
import { productDims, productFaults, productShape } from "./product.ts";

export const matmulInteger = defineOp({
  name: "matmul_integer",
  summary:
    "Matrix product of codes less their zero points, [...,M,K] × [...,K,N] + bias [N], to int32 [...,M,N]; a zero point is single, or one per row of left and per column of right.",
  operands: ["left", "right", "left_zero_point", "right_zero_point", "bias?"],
  attributes: {},
  check(signature) {
    const [left, right] = [operand(signature, 0), operand(signature, 1)];
    const [leftZero, rightZero] = [operand(signature, 2), operand(signature, 3)];
    const { rows = 1, columns = 1 } = productShape(left.dims, right.dims) ?? {};
    return [
      ...productFaults(left, right),
      ...factorFaults(left, "left"),
      ...factorFaults(right, "right"),
      ...sameTypeFaults(left, leftZero, "left and its zero point"),
      ...sameTypeFaults(right, rightZero, "right and its zero point"),
      ...perSliceFaults(leftZero, rows, "the zero point of left"),
      ...perSliceFaults(rightZero, columns, "the zero point of right"),
      ...biasFaults(signature.operands[4], columns, "int32"),
    ];
  },
  infer: signature => [resultType(signature)],
  work: signature => macs(elementCount(resultType(signature).dims) * (operand(signature, 0).dims.at(-1) ?? 0)),
});

const resultType = (signature: Pick<Signature, "operands">): TensorType => ({
  dtype: "int32",
  dims: productDims(operand(signature, 0).dims, operand(signature, 1).dims) ?? [],
});
