import type { Kernel } from "../kernel.ts";
import { operandAt, typeAt } from "./elementwise.ts";
import { permutedIndex, takeAt } from "./select.ts";

/** ONNX SpaceToDepth: split height and width, transpose, merge with the channels. */
export const spaceToDepth: Kernel<"space_to_depth"> = ({ operands, attributes: { block }, results }) => {
  const input = operandAt(operands, 0);
  const [batch = 0, channels = 0, height = 0, width = 0] = input.type.dims;
  const split = [batch, channels, height / block, block, width / block, block];
  return [takeAt(input, permutedIndex(split, [0, 3, 5, 1, 2, 4]), typeAt(results, 0))];
};
