import { int } from "../attributes.ts";
import { dataMovement, defineOp, operand } from "../op.ts";
import { dimsEqual, formatType } from "../tensor.ts";
import { axisFaults } from "./axes.ts";
import { sameTypeFaults } from "./operand-faults.ts";

export const concat = defineOp({
  name: "concat",
  summary: "Tensors one after the other along an axis; all other dims are equal.",
  operands: ["inputs..."],
  attributes: { axis: int() },
  check(signature) {
    const first = operand(signature, 0);
    const { axis } = signature.attributes;
    const others = signature.operands.slice(1);
    return [
      ...axisFaults(axis, first.dims.length),
      ...others.flatMap(type => sameTypeFaults(first, type, "inputs")),
      ...others
        .filter(
          type =>
            type.dims.length !== first.dims.length ||
            !dimsEqual(type.dims.toSpliced(axis, 1), first.dims.toSpliced(axis, 1)),
        )
        .map(type => `${formatType(first)} and ${formatType(type)} differ beside axis ${axis}`),
    ];
  },
  infer(signature) {
    const { dtype, dims } = operand(signature, 0);
    const { axis } = signature.attributes;
    const length = signature.operands.reduce((sum, type) => sum + (type.dims[axis] ?? 0), 0);
    return [{ dtype, dims: dims.with(axis, length) }];
  },
  work: () => dataMovement,
});
