import { int } from "../attributes.ts";
import { dataMovement, defineOp, operand } from "../op.ts";
import { dimsEqual, formatType } from "../tensor.ts";
import { indicesFaults } from "./operand-faults.ts";

export const gatherNd = defineOp({
  name: "gather_nd",
  summary:
    "Slices of the input at index tuples: the last axis of indices [..., n] addresses n axes after the batch dims. Negative indices count from the back.",
  operands: ["input", "indices"],
  attributes: { batch_dims: int(0) },
  check(signature) {
    const [input, indices] = [operand(signature, 0), operand(signature, 1)];
    const { batch_dims: batchDims } = signature.attributes;
    const tuple = indices.dims.at(-1);
    if (tuple === undefined || batchDims < 0 || batchDims >= indices.dims.length)
      return [`indices ${formatType(indices)} need more than ${batchDims} axes`];
    const faults = indicesFaults(indices);
    if (batchDims + tuple > input.dims.length)
      faults.push(`tuples of ${tuple} after ${batchDims} batch dims address more axes than ${formatType(input)} has`);
    if (!dimsEqual(input.dims.slice(0, batchDims), indices.dims.slice(0, batchDims)))
      faults.push(`batch dims of ${formatType(input)} and ${formatType(indices)} differ`);
    return faults;
  },
  infer(signature) {
    const { dtype, dims } = operand(signature, 0);
    const indices = operand(signature, 1).dims;
    const addressed = signature.attributes.batch_dims + (indices.at(-1) ?? 0);
    return [{ dtype, dims: [...indices.slice(0, -1), ...dims.slice(addressed)] }];
  },
  work: () => dataMovement,
});
