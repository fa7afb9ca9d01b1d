import { defineOp, operand } from "../op.ts";
import { dimsEqual, formatType } from "../tensor.ts";
import { indicesFaults, sameTypeFaults } from "./operand-faults.ts";
import { scatterReduction, scatterWork } from "./scatter.ts";

export const scatterNd = defineOp({
  name: "scatter_nd",
  summary:
    "The input with slices replaced by (or combined with) updates: the last axis of indices [..., n] addresses n leading axes.",
  operands: ["input", "indices", "updates"],
  attributes: { reduction: scatterReduction },
  check(signature) {
    const [input, indices, updates] = [operand(signature, 0), operand(signature, 1), operand(signature, 2)];
    const tuple = indices.dims.at(-1);
    if (tuple === undefined || tuple > input.dims.length)
      return [`indices ${formatType(indices)} must end in tuples of at most ${input.dims.length}`];
    const expected = [...indices.dims.slice(0, -1), ...input.dims.slice(tuple)];
    const faults = [...indicesFaults(indices), ...sameTypeFaults(input, updates, "input and updates")];
    if (!dimsEqual(updates.dims, expected))
      faults.push(`updates must be [${expected.join(",")}], found ${formatType(updates)}`);
    return faults;
  },
  infer: signature => [operand(signature, 0)],
  work: scatterWork,
});
