import { allocate } from "../../dtype.ts";
import { elementCount } from "../../tensor.ts";
import type { Kernel } from "../kernel.ts";
import { operandAt, storeAs, typeAt } from "./elementwise.ts";
import { linesAlong } from "./lines.ts";

export const oneHot: Kernel<"one_hot"> = ({ operands, attributes, results }) => {
  const type = typeAt(results, 0);
  const indices = operandAt(operands, 0);
  const { axis, depth } = attributes;
  const store = storeAs(type.dtype);
  const data = allocate(type.dtype, elementCount(type.dims)).fill(store(attributes.off));
  let next = 0;
  for (const { start, stride } of linesAlong(type.dims, axis)) {
    const given = Math.trunc(indices.data[next++] ?? NaN);
    const index = given < 0 ? given + depth : given;
    if (index >= 0 && index < depth) data[start + index * stride] = store(attributes.on);
  }
  return [{ type, data }];
};
