import { InternalError } from "../../../support/diagnostic.ts";
import { splitOperands } from "../../epilogue.ts";
import { productShape } from "../../ops/product.ts";
import { elementCount } from "../../tensor.ts";
import { applyEpilogue } from "../epilogue.ts";
import type { Kernel } from "../kernel.ts";
import { operandAt, typeAt } from "./elementwise.ts";
import { accumulateProduct } from "./product.ts";
import { rounded, startAtBias } from "./store.ts";

export const matmul: Kernel<"matmul"> = ({ operands, attributes, results }) => {
  const type = typeAt(results, 0);
  const [left, right] = [operandAt(operands, 0), operandAt(operands, 1)];
  const { bias, extras } = splitOperands(operands, attributes.epilogue);
  const shape = productShape(left.type.dims, right.type.dims);
  if (shape === undefined) throw new InternalError("matmul of misfitting factors");
  const sums = startAtBias(bias, elementCount(shape.batch) * shape.rows, shape.columns, 1);
  accumulateProduct(
    shape,
    { values: new Float64Array(left.data), batch: left.type.dims.slice(0, -2) },
    { values: new Float64Array(right.data), batch: right.type.dims.slice(0, -2) },
    sums,
  );
  return [applyEpilogue(rounded(type, sums), attributes.epilogue, extras)];
};
