import type { Kernel } from "../kernel.ts";
import { operandAt, typeAt } from "./elementwise.ts";
import { elementPlaces } from "./places.ts";
import { takeAt } from "./select.ts";

export const gatherElements: Kernel<"gather_elements"> = ({ operands, attributes: { axis }, results }) => {
  const [input, indices] = [operandAt(operands, 0), operandAt(operands, 1)];
  return [takeAt(input, elementPlaces("gather_elements", input.type.dims, indices, axis), typeAt(results, 0))];
};
