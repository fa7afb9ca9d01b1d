/** The loop that arg_max and arg_min share. */
import { allocate } from "../../dtype.ts";
import { elementCount } from "../../tensor.ts";
import type { Kernel } from "../kernel.ts";
import { operandAt, typeAt } from "./elementwise.ts";
import { linesAlong, readLine } from "./lines.ts";

/** `isBetter` must be false among equals: the first then wins, or the last where that is asked for. */
export const argExtremeKernel =
  <O extends "arg_max" | "arg_min">(isBetter: (candidate: number, best: number) => boolean): Kernel<O> =>
  ({ operands, attributes, results }) => {
    const type = typeAt(results, 0);
    const input = operandAt(operands, 0);
    const data = allocate(type.dtype, elementCount(type.dims));
    let next = 0;
    for (const line of linesAlong(input.type.dims, attributes.axis))
      data[next++] = indexOfBest(readLine(input.data, line), isBetter, attributes.select_last_index);
    return [{ type, data }];
  };

const indexOfBest = (
  elements: Float64Array,
  isBetter: (candidate: number, best: number) => boolean,
  last: boolean,
): number => {
  let best = 0;
  for (const [i, element] of elements.entries()) {
    const champion = elements[best] ?? NaN;
    if (isBetter(element, champion) || (last && element === champion)) best = i;
  }
  return best;
};
