/** The definition that arg_max and arg_min share. */
import { flag, int } from "../attributes.ts";
import { defineOp, operand, type OpDef, vectorOperations } from "../op.ts";
import { elementCount, formatType, isNumeric } from "../tensor.ts";
import { axisFaults, reducedDims } from "./axes.ts";

const attributes = { axis: int(), keep_dims: flag(false), select_last_index: flag(false) } as const;

export const argExtreme = (name: string, which: string): OpDef<typeof attributes> =>
  defineOp({
    name,
    summary: `Index (int64) of the ${which} element along an axis: the first among equals, or under select_last_index the last.`,
    operands: ["input"],
    attributes,
    check(signature) {
      const input = operand(signature, 0);
      const { axis } = signature.attributes;
      const faults = axisFaults(axis, input.dims.length);
      if (!isNumeric(input.dtype)) faults.push(`${name} takes numeric operands, found ${formatType(input)}`);
      if (input.dims[axis] === 0) faults.push(`axis ${axis} of ${formatType(input)} has no element to choose`);
      return faults;
    },
    infer(signature) {
      const { axis, keep_dims } = signature.attributes;
      return [{ dtype: "int64", dims: reducedDims(operand(signature, 0).dims, [axis], keep_dims) }];
    },
    work: signature => vectorOperations(elementCount(operand(signature, 0).dims)),
  });
