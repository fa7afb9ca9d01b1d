import { ints } from "../attributes.ts";
import { dataMovement, defineOp, operand, type Signature } from "../op.ts";
import { axesFaults } from "./axes.ts";

const attributes = { starts: ints(), ends: ints(), axes: ints(), steps: ints() } as const;

export const slice = defineOp({
  name: "slice",
  summary:
    "Every step-th element from start up to but not including end along the named axes. Bounds are clamped already and never count from the back: a negative step's end of -1 means down to element 0.",
  operands: ["input"],
  attributes,
  check(signature) {
    const { starts, ends, axes, steps } = signature.attributes;
    if (new Set([starts, ends, axes, steps].map(list => list.length)).size > 1)
      return [
        `starts, ends, axes and steps must be equally long, found ${starts.length}, ${ends.length}, ${axes.length} and ${steps.length}`,
      ];
    const faults = axesFaults(axes, operand(signature, 0).dims.length);
    return faults.length > 0 ? faults : axes.flatMap((_, i) => boundFaults(signature, i));
  },
  infer(signature) {
    const { dtype, dims } = operand(signature, 0);
    const { starts, ends, axes, steps } = signature.attributes;
    const sliced = [...dims];
    for (const [i, axis] of axes.entries()) sliced[axis] = sliceLength(starts[i] ?? 0, ends[i] ?? 0, steps[i] ?? 1);
    return [{ dtype, dims: sliced }];
  },
  work: () => dataMovement,
});

/** How many elements `start, start + step, …` come before `end`. */
export const sliceLength = (start: number, end: number, step: number): number =>
  Math.max(0, Math.ceil((end - start) / step));

const boundFaults = (signature: Signature<typeof attributes>, i: number): string[] => {
  const { starts, ends, axes, steps } = signature.attributes;
  const [start = 0, end = 0, axis = 0, step = 0] = [starts[i], ends[i], axes[i], steps[i]];
  const dim = operand(signature, 0).dims[axis] ?? 0;
  if (step === 0) return ["a step of 0 never ends"];
  // Going backwards, the first is the last element at most and the end lies before the first.
  const [least, most] = step > 0 ? [0, dim] : [-1, dim - 1];
  return [start, end].every(bound => bound >= least && bound <= most)
    ? []
    : [`bounds ${start}..${end} by ${step} must lie in ${least}..${most} on axis ${axis} of ${dim} elements`];
};
