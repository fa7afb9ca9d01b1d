import { InternalError } from "../../../support/diagnostic.ts";
import { productShape } from "../../ops/product.ts";
import { elementCount } from "../../tensor.ts";
import type { Kernel } from "../kernel.ts";
import { withoutZeroPoint } from "./codes.ts";
import { operandAt, typeAt } from "./elementwise.ts";
import { accumulateProduct } from "./product.ts";
import { rounded, startAtBias } from "./store.ts";

export const matmulInteger: Kernel<"matmul_integer"> = ({ operands, results }) => {
  const type = typeAt(results, 0);
  const [left, right] = [operandAt(operands, 0), operandAt(operands, 1)];
  const [leftDims, rightDims] = [left.type.dims, right.type.dims];
  const shape = productShape(leftDims, rightDims);
  if (shape === undefined) throw new InternalError("matmul_integer of misfitting factors");
  const sums = startAtBias(operands[4], elementCount(shape.batch) * shape.rows, shape.columns, 1);
  accumulateProduct(
    shape,
    { values: withoutZeroPoint(left, operandAt(operands, 2), leftDims.length - 2), batch: leftDims.slice(0, -2) },
    { values: withoutZeroPoint(right, operandAt(operands, 3), rightDims.length - 1), batch: rightDims.slice(0, -2) },
    sums,
  );
  return [rounded(type, sums)];
};
