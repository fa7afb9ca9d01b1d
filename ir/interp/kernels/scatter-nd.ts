import { elementCount } from "../../tensor.ts";
import type { Kernel } from "../kernel.ts";
import { operandAt, typeAt } from "./elementwise.ts";
import { tuplePlaces } from "./places.ts";
import { scatterAt } from "./scatter.ts";

export const scatterNd: Kernel<"scatter_nd"> = ({ operands, attributes, results }) => {
  const [input, indices, updates] = [operandAt(operands, 0), operandAt(operands, 1), operandAt(operands, 2)];
  const run = elementCount(input.type.dims.slice(indices.type.dims.at(-1) ?? 0));
  const places = tuplePlaces("scatter_nd", input.type.dims, indices);
  return [scatterAt(input, places, updates, run, attributes.reduction, typeAt(results, 0))];
};
