import { allocate } from "../../dtype.ts";
import { elementCount } from "../../tensor.ts";
import type { Kernel } from "../kernel.ts";
import { operandAt, typeAt } from "./elementwise.ts";
import { wrapIndex } from "./indices.ts";

export const gather: Kernel<"gather"> = ({ operands, attributes: { axis }, results }) => {
  const [input, indices, type] = [operandAt(operands, 0), operandAt(operands, 1), typeAt(results, 0)];
  const dim = input.type.dims[axis] ?? 0;
  const outer = elementCount(input.type.dims.slice(0, axis));
  const run = elementCount(input.type.dims.slice(axis + 1));
  const data = allocate(type.dtype, elementCount(type.dims));
  let to = 0;
  for (let i = 0; i < outer; i++)
    for (const index of indices.data) {
      const from = (i * dim + wrapIndex("gather", index, dim)) * run;
      data.set(input.data.subarray(from, from + run), to);
      to += run;
    }
  return [{ type, data }];
};
