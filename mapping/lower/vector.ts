/** The two lowerings that most operators share: everything streams through the vector unit. */
import { elementCount } from "../../ir/tensor.ts";
import { type Bits, quantity } from "../../support/quantity.ts";
import type { VectorWorkload } from "../workload.ts";
import { isFunction } from "./functions.ts";
import type { LoweredOperand, Lowering, LoweringInput, Read } from "./lowering.ts";
import { activationBits, operandBits } from "./widths.ts";

/** Reads every operand once, computes what the operator's definition says, writes every result once. */
export const onVectorUnit: Lowering = input => lowerReading(input, ({ type }) => elementCount(type.dims));

/**
 * For operators that pick elements of their first operand (gather, slice): no more of it is read than the results have.
 * Ignores: bursts of memory that are fetched for a few of their elements.
 */
export const onVectorUnitPicking: Lowering = input => {
  const results = input.results.reduce((total, { dims }) => total + elementCount(dims), 0);
  return lowerReading(input, (operand, index) => {
    const all = elementCount(operand.type.dims);
    return index === 0 ? Math.min(all, results) : all;
  });
};

const lowerReading = (
  input: LoweringInput,
  elementsRead: (operand: LoweredOperand, index: number) => number,
): ReturnType<Lowering> => {
  if (input.work.free !== undefined) return { workloads: [], reads: [], free: input.work.free };
  const elements = input.operands.map(elementsRead);
  const workload = vectorWorkload(input, elements, input.work.vectorOperations);
  if (workload.outputElements === 0) return { workloads: [], reads: [], free: "the result is empty" };
  const reads = input.operands.map((operand, i): Read => {
    const count = elements[i] ?? 0;
    const bits = quantity<Bits>(count * operandBits(operand, input.precision));
    return { source: i, role: "stream", elements: count, bits };
  });
  return { workloads: [workload], reads: [reads] };
};

/** One pass over the node's operands, of which so many elements are read. */
export const vectorWorkload = (
  { op, operands, results, precision }: LoweringInput,
  elementsRead: readonly number[],
  operations: number,
): VectorWorkload => {
  const widths = operands.map(operand => operandBits(operand, precision));
  const resultWidths = results.map(result => activationBits(result, precision));
  const outputs = results.map(({ dims }) => elementCount(dims));
  return {
    kind: "vector",
    operation: op,
    inputElements: total(elementsRead),
    outputElements: total(outputs),
    streamElements: Math.max(0, ...elementsRead, ...outputs),
    operations,
    ...(isFunction(op) ? { hasFunctions: true } : {}),
    inputBits: quantity<Bits>(total(elementsRead.map((count, i) => count * (widths[i] ?? 0)))),
    outputBits: quantity<Bits>(total(outputs.map((count, i) => count * (resultWidths[i] ?? 0)))),
    operandBits: widths[0] ?? resultWidths[0] ?? 1,
    resultBits: resultWidths[0] ?? 1,
    elementBits: Math.max(1, ...widths, ...resultWidths),
  };
};

const total = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);
