import type { Kernel } from "../kernel.ts";
import { operandAt, typeAt } from "./elementwise.ts";
import { elementPlaces } from "./places.ts";
import { scatterAt } from "./scatter.ts";

export const scatterElements: Kernel<"scatter_elements"> = ({ operands, attributes, results }) => {
  const [input, indices, updates] = [operandAt(operands, 0), operandAt(operands, 1), operandAt(operands, 2)];
  const places = elementPlaces("scatter_elements", input.type.dims, indices, attributes.axis);
  return [scatterAt(input, places, updates, 1, attributes.reduction, typeAt(results, 0))];
};
