import { allocate } from "../../dtype.ts";
import { elementCount } from "../../tensor.ts";
import type { Kernel } from "../kernel.ts";
import { broadcastIndex, operandAt, typeAt } from "./elementwise.ts";

export const where: Kernel<"where"> = ({ operands, results }) => {
  const type = typeAt(results, 0);
  const [condition, then, otherwise] = [operandAt(operands, 0), operandAt(operands, 1), operandAt(operands, 2)];
  const conditionAt = broadcastIndex(condition.type.dims, type.dims);
  const thenAt = broadcastIndex(then.type.dims, type.dims);
  const otherwiseAt = broadcastIndex(otherwise.type.dims, type.dims);
  const data = allocate(type.dtype, elementCount(type.dims));
  for (let i = 0; i < data.length; i++) {
    const holds = condition.data[conditionAt[i] ?? 0] !== 0;
    data[i] = (holds ? then.data[thenAt[i] ?? 0] : otherwise.data[otherwiseAt[i] ?? 0]) ?? NaN;
  }
  return [{ type, data }];
};
