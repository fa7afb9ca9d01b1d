/**
 * Matrix products. The right operand plays the weights, unless only the left one is constant. A batch axis along which both
 * differ becomes G (each pair has its own weights); one that only the inputs have becomes N (the weights are shared); one that
 * only the weights have widens K (the inputs are shared). Rows of the inputs are P, columns of the weights K, the depth C.
 */
import { splitOperands } from "../../ir/epilogue.ts";
import { elementCount } from "../../ir/tensor.ts";
import type { Contraction, ElementBits, Epilogue } from "../workload.ts";
import { operandAt, resultAt, textsOf } from "./access.ts";
import { functionMark } from "./functions.ts";
import type { Lowered, LoweredOperand, Lowering, LoweringInput } from "./lowering.ts";
import { contractionReads } from "./reads.ts";
import { contractionBits, epilogueOperands } from "./widths.ts";

export const lowerMatmul: Lowering = input => {
  const { bias, extras } = splitOperands(input.operands, textsOf(input.attributes, "epilogue"));
  return lowered(input, bias, extras);
};

/** Ignores: the correction terms of the zero points, as for conv2d_integer. */
export const lowerMatmulInteger: Lowering = input => lowered(input, input.operands[4], []);

const lowered = (
  input: LoweringInput,
  bias: LoweredOperand | undefined,
  extras: readonly LoweredOperand[],
): Lowered => {
  const [inputs, weights] = isTurned(input) ? [1, 0] : [0, 1];
  return {
    workloads: [productOf(input, bias, extras)],
    reads: [contractionReads(input, inputs, weights, [bias, ...extras])],
  };
};

const isTurned = (input: LoweringInput): boolean => operandAt(input, 0).isConstant && !operandAt(input, 1).isConstant;

const productOf = (
  input: LoweringInput,
  bias: LoweredOperand | undefined,
  extras: readonly LoweredOperand[],
): Contraction => {
  const left = operandAt(input, 0);
  const right = operandAt(input, 1);
  const turned = isTurned(input);
  const shape = productShape(left.type.dims, right.type.dims);
  const results = elementCount(resultAt(input).dims);
  return matrixProduct(
    turned ? transposed(shape) : shape,
    turned ? contractionBits(input, right, left) : contractionBits(input, left, right),
    {
      operationsPerOutput: results === 0 ? 0 : input.work.vectorOperations / results,
      ...functionMark(input),
      operands: epilogueOperands(bias, extras, input.precision),
    },
  );
};

/** A batch of products `[rows, depth] × [depth, columns]`. */
export interface ProductShape {
  readonly rows: number;
  readonly depth: number;
  readonly columns: number;
  /** Products whose operands both differ. */
  readonly pairs: number;
  /** Left matrices for each right one, and the reverse. */
  readonly lefts: number;
  readonly rights: number;
}

/** Under NumPy's rules: batch axes broadcast, a vector counts as one row or one column. */
export const productShape = (leftDims: readonly number[], rightDims: readonly number[]): ProductShape => {
  const left = leftDims.length === 1 ? [1, ...leftDims] : leftDims;
  const right = rightDims.length === 1 ? [...rightDims, 1] : rightDims;
  const batchRank = Math.max(left.length, right.length) - 2;
  const leftBatch = paddedBatch(left, batchRank);
  const shape = { pairs: 1, lefts: 1, rights: 1 };
  for (const [axis, rights] of paddedBatch(right, batchRank).entries()) {
    const lefts = leftBatch[axis] ?? 1;
    if (lefts > 1 && rights > 1) shape.pairs *= lefts;
    else if (rights > 1) shape.rights *= rights;
    else shape.lefts *= lefts;
  }
  return { ...shape, rows: left.at(-2) ?? 1, depth: left.at(-1) ?? 1, columns: right.at(-1) ?? 1 };
};

/** The axes before the matrix, with ones in front. */
const paddedBatch = (dims: readonly number[], rank: number): readonly number[] => [
  ...Array.from({ length: rank + 2 - dims.length }, () => 1),
  ...dims.slice(0, -2),
];

const transposed = ({ rows, columns, lefts, rights, ...shape }: ProductShape): ProductShape => ({
  ...shape,
  rows: columns,
  columns: rows,
  lefts: rights,
  rights: lefts,
});

export const matrixProduct = (shape: ProductShape, bits: ElementBits, epilogue: Epilogue): Contraction => ({
  kind: "contraction",
  bounds: {
    G: shape.pairs,
    N: shape.lefts,
    K: shape.columns * shape.rights,
    C: shape.depth,
    P: shape.rows,
    Q: 1,
    R: 1,
    S: 1,
  },
  strides: [1, 1],
  dilations: [1, 1],
  bits,
  epilogue,
});
