import { allocate } from "../../dtype.ts";
import { elementCount } from "../../tensor.ts";
import type { Kernel } from "../kernel.ts";
import { typeAt } from "./elementwise.ts";

export const concat: Kernel<"concat"> = ({ operands, attributes: { axis }, results }) => {
  const type = typeAt(results, 0);
  const data = allocate(type.dtype, elementCount(type.dims));
  const outer = elementCount(type.dims.slice(0, axis));
  let to = 0;
  for (let i = 0; i < outer; i++)
    for (const input of operands) {
      const run = elementCount(input.type.dims.slice(axis));
      data.set(input.data.subarray(i * run, (i + 1) * run), to);
      to += run;
    }
  return [{ type, data }];
};
