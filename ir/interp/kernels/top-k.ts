import { allocate } from "../../dtype.ts";
import { elementCount } from "../../tensor.ts";
import type { Kernel } from "../kernel.ts";
import { operandAt, typeAt } from "./elementwise.ts";
import { linesAlong, readLine } from "./lines.ts";

export const topK: Kernel<"top_k"> = ({ operands, attributes: { k, axis, largest }, results }) => {
  const [valueType, indexType] = [typeAt(results, 0), typeAt(results, 1)];
  const input = operandAt(operands, 0);
  const values = allocate(valueType.dtype, elementCount(valueType.dims));
  const indices = allocate(indexType.dtype, values.length);
  const targets = linesAlong(valueType.dims, axis);
  for (const line of linesAlong(input.type.dims, axis)) {
    const elements = readLine(input.data, line);
    const { start = 0, stride = 1 } = targets.next().value ?? {};
    for (const [rank, index] of bestIndices(elements, largest).slice(0, k).entries()) {
      values[start + rank * stride] = elements[index] ?? NaN;
      indices[start + rank * stride] = index;
    }
  }
  return [
    { type: valueType, data: values },
    { type: indexType, data: indices },
  ];
};

/** All indices, best element first; the sort is stable, so that among equals the lower index stays first. */
const bestIndices = (elements: Float64Array, largest: boolean): number[] =>
  Array.from(elements.keys()).sort((i, j) => {
    const order = compare(elements[i] ?? NaN, elements[j] ?? NaN);
    return largest ? -order : order;
  });

/** Order of numbers with NaN above all. */
const compare = (a: number, b: number): number => {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return Number(a > b) - Number(a < b);
};
