import { operand } from "../op.ts";
import { broadcastDims, dimsEqual, formatType } from "../tensor.ts";
import { elementwiseBinary } from "./elementwise.ts";

export const prelu = elementwiseBinary({
  name: "prelu",
  summary: "x where x ≥ 0, else slope · x; the slope broadcasts to the input.",
  operands: ["input", "slope"],
  attributes: {},
  operationsPerElement: 2,
  accepts: "numeric",
  check(signature) {
    const [input, slope] = [operand(signature, 0), operand(signature, 1)];
    return dimsEqual(broadcastDims(input.dims, slope.dims) ?? input.dims, input.dims)
      ? []
      : [`slope ${formatType(slope)} does not broadcast to ${formatType(input)}`];
  },
});
