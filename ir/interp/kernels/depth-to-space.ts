import type { Kernel } from "../kernel.ts";
import { operandAt, typeAt } from "./elementwise.ts";
import { permutedIndex, takeAt } from "./select.ts";

/** ONNX DepthToSpace: split the channels, transpose, merge with height and width. */
export const depthToSpace: Kernel<"depth_to_space"> = ({ operands, attributes: { block, mode }, results }) => {
  const input = operandAt(operands, 0);
  const [batch = 0, channels = 0, height = 0, width = 0] = input.type.dims;
  const kept = channels / block ** 2;
  const index =
    mode === "DCR"
      ? permutedIndex([batch, block, block, kept, height, width], [0, 3, 4, 1, 5, 2])
      : permutedIndex([batch, kept, block, block, height, width], [0, 1, 4, 2, 5, 3]);
  return [takeAt(input, index, typeAt(results, 0))];
};
