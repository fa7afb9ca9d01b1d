import { int } from "../attributes.ts";
import { dataMovement, defineOp, operand } from "../op.ts";
import { formatType } from "../tensor.ts";
import { axisFaults } from "./axes.ts";
import { indicesFaults } from "./operand-faults.ts";

export const gatherElements = defineOp({
  name: "gather_elements",
  summary:
    "For each index its element: y[i][j] = x[indices[i][j]][j] for axis 0 of rank 2. Negative indices count from the back.",
  operands: ["input", "indices"],
  attributes: { axis: int() },
  check(signature) {
    const [input, indices] = [operand(signature, 0), operand(signature, 1)];
    const { axis } = signature.attributes;
    const fits =
      input.dims.length === indices.dims.length &&
      indices.dims.every((dim, i) => i === axis || dim <= (input.dims[i] ?? 0));
    return [
      ...axisFaults(axis, input.dims.length),
      ...indicesFaults(indices),
      ...(fits ? [] : [`indices ${formatType(indices)} do not lie within ${formatType(input)} beside axis ${axis}`]),
    ];
  },
  infer: signature => [{ dtype: operand(signature, 0).dtype, dims: operand(signature, 1).dims }],
  work: () => dataMovement,
});
