import type { Kernel } from "../kernel.ts";
import { withoutZeroPoint } from "./codes.ts";
import { accumulateConvolution, convolutionShape } from "./convolution.ts";
import { operandAt, typeAt } from "./elementwise.ts";
import { rounded, startAtBias } from "./store.ts";

/** Sums of products of 16-bit codes are exact in doubles up to 2^21 terms; the result wraps around once, at the end. */
export const conv2dInteger: Kernel<"conv2d_integer"> = ({ operands, attributes, results }) => {
  const type = typeAt(results, 0);
  const [x, w] = [operandAt(operands, 0), operandAt(operands, 1)];
  const shape = convolutionShape({ input: x.type.dims, weight: w.type.dims, output: type.dims }, attributes);
  const sums = startAtBias(operands[4], shape.batch, shape.filters, shape.output[0] * shape.output[1]);
  accumulateConvolution(
    shape,
    withoutZeroPoint(x, operandAt(operands, 2), 0),
    withoutZeroPoint(w, operandAt(operands, 3), 0),
    sums,
  );
  return [rounded(type, sums)];
};
