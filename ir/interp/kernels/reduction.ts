/** The loop of all reductions: every element is folded into the result element that its axes shrink to. */
import { allocate, type DType, isFloat, isInteger, rangeOf, wrapToInteger } from "../../dtype.ts";
import { reducedDims } from "../../ops/axes.ts";
import type { OpName } from "../../ops/index.ts";
import { elementCount, type Tensor } from "../../tensor.ts";
import type { Kernel } from "../kernel.ts";
import { broadcastIndex, operandAt, storeAs, typeAt } from "./elementwise.ts";

type ReductionName = Extract<OpName, `reduce_${string}`>;

export interface Reduction {
  /** What the reduction of nothing gives. */
  readonly initial: (dtype: DType) => number;
  readonly combine: (total: number, element: number, dtype: DType) => number;
  /** Applied to the total of `count` elements. */
  readonly finish?: (total: number, count: number) => number;
}

export const reductionKernel =
  <O extends ReductionName>({ initial, combine, finish = total => total }: Reduction): Kernel<O> =>
  ({ operands, attributes, results }) => {
    const type = typeAt(results, 0);
    const input = operandAt(operands, 0);
    const totals = fold(input, attributes.axes, initial, combine);
    const count = elementCount(input.type.dims.filter((_, axis) => attributes.axes.includes(axis)));
    const store = storeAs(type.dtype);
    const data = allocate(type.dtype, totals.length);
    for (let i = 0; i < data.length; i++) data[i] = store(finish(totals[i] ?? NaN, count));
    return [{ type, data }];
  };

/** One total per result element; integer totals wrap around at every step, so that they stay exact. */
export const fold = (
  { type: { dtype, dims }, data }: Tensor,
  axes: readonly number[],
  initial: Reduction["initial"],
  combine: Reduction["combine"],
): Float64Array => {
  const kept = reducedDims(dims, axes, true);
  const resultAt = broadcastIndex(kept, dims);
  const wrap = isInteger(dtype) ? (value: number) => wrapToInteger(dtype, value) : (value: number) => value;
  const totals = new Float64Array(elementCount(kept)).fill(initial(dtype));
  for (let i = 0; i < data.length; i++) {
    const result = resultAt[i] ?? 0;
    totals[result] = wrap(combine(totals[result] ?? NaN, data[i] ?? NaN, dtype));
  }
  return totals;
};

/** The sum of nothing. */
export const zero = (): number => 0;

export const leastOf = (dtype: DType): number => (isFloat(dtype) ? -Infinity : rangeOf(dtype).min);
export const greatestOf = (dtype: DType): number => (isFloat(dtype) ? Infinity : rangeOf(dtype).max);
