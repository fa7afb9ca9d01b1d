import { int } from "../attributes.ts";
import { defineOp, operand } from "../op.ts";
import { dimsEqual, formatType } from "../tensor.ts";
import { axisFaults } from "./axes.ts";
import { indicesFaults, sameTypeFaults } from "./operand-faults.ts";
import { scatterReduction, scatterWork } from "./scatter.ts";

export const scatterElements = defineOp({
  name: "scatter_elements",
  summary:
    "The input with single elements replaced by (or combined with) updates: y[indices[i][j]][j] = updates[i][j] for axis 0 of rank 2.",
  operands: ["input", "indices", "updates"],
  attributes: { axis: int(), reduction: scatterReduction },
  check(signature) {
    const [input, indices, updates] = [operand(signature, 0), operand(signature, 1), operand(signature, 2)];
    const { axis } = signature.attributes;
    const faults = [
      ...axisFaults(axis, input.dims.length),
      ...indicesFaults(indices),
      ...sameTypeFaults(input, updates, "input and updates"),
    ];
    if (!dimsEqual(indices.dims, updates.dims))
      faults.push(`indices ${formatType(indices)} and updates ${formatType(updates)} differ in shape`);
    if (input.dims.length !== indices.dims.length)
      faults.push(`indices ${formatType(indices)} must have as many axes as ${formatType(input)}`);
    return faults;
  },
  infer: signature => [operand(signature, 0)],
  work: scatterWork,
});
