/** Outputs of two executors against each other: integers and bools exactly, reals to a part of the largest among them. */
import { expect } from "vitest";
import { isFloat } from "../../ir/dtype.ts";
import { formatType, type Tensor } from "../../ir/tensor.ts";

/**
 * @param tolerance of reals, as a part of the largest finite magnitude of the expected tensor, which counts as 0.01 at least.
 * @param codes by how much integers of a name may differ: those that were rounded from reals.
 */
export const expectClose = (
  found: ReadonlyMap<string, Tensor>,
  expected: ReadonlyMap<string, Tensor>,
  tolerance: number,
  codes: (name: string) => number = () => 0,
): void => {
  expect([...found.keys()]).toEqual([...expected.keys()]);
  for (const [name, reference] of expected)
    expect(faultOf(found.get(name), reference, tolerance, codes(name)), name).toBe("");
};

/** Where they part first. */
const faultOf = (found: Tensor | undefined, expected: Tensor, tolerance: number, codes: number): string => {
  if (found === undefined || formatType(found.type) !== formatType(expected.type))
    return `${found === undefined ? "nothing" : formatType(found.type)} for ${formatType(expected.type)}`;
  const allowed = isFloat(expected.type.dtype) ? tolerance * largest(expected) : codes;
  for (const [i, value] of expected.data.entries()) {
    const other = found.data[i] ?? NaN;
    const isEqual = value === other || (Number.isNaN(value) && Number.isNaN(other));
    if (!isEqual && !(Math.abs(value - other) <= allowed)) return `element ${i} is ${other}, not ${value} ± ${allowed}`;
  }
  return "";
};

const largest = ({ data }: Tensor): number => {
  let most = 0.01;
  for (const value of data) if (Number.isFinite(value)) most = Math.max(most, Math.abs(value));
  return most;
};
