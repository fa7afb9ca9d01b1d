/** SELECT and SELECT_V2: elements of one or the other, as a condition says. */
import { reshape } from "../../tensorflow/shape.ts";
import { elementwise } from "../../tensorflow/elementwise.ts";
import type { Converter } from "../converter.ts";
import { onCodes } from "../quantized.ts";

/** SELECT's condition may be a vector over the first axis. */
export const select: Converter = onCodes((node, build) => {
  const [condition, then] = [node.operand(0), node.operand(1)];
  const [length = 1] = condition.type.dims;
  const isVector = condition.type.dims.length === 1 && then.type.dims.length > 1;
  const shaped = isVector
    ? reshape(
        build,
        condition,
        then.type.dims.map((_, axis) => (axis === 0 ? length : 1)),
      )
    : condition;
  return elementwise(build, "where", [shaped, then, node.operand(2)], {});
});

export const selectV2: Converter = onCodes((node, build) => elementwise(build, "where", node.operands(), {}));
