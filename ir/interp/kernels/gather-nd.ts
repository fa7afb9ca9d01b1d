import { allocate } from "../../dtype.ts";
import { elementCount } from "../../tensor.ts";
import type { Kernel } from "../kernel.ts";
import { operandAt, typeAt } from "./elementwise.ts";
import { tuplePlaces } from "./places.ts";

export const gatherNd: Kernel<"gather_nd"> = ({ operands, attributes: { batch_dims: batchDims }, results }) => {
  const [input, indices, type] = [operandAt(operands, 0), operandAt(operands, 1), typeAt(results, 0)];
  const run = elementCount(input.type.dims.slice(batchDims + (indices.type.dims.at(-1) ?? 0)));
  const data = allocate(type.dtype, elementCount(type.dims));
  for (const [i, from] of tuplePlaces("gather_nd", input.type.dims, indices, batchDims).entries())
    data.set(input.data.subarray(from, from + run), i * run);
  return [{ type, data }];
};
