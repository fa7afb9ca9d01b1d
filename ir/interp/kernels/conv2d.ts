import { splitOperands } from "../../epilogue.ts";
import { applyEpilogue } from "../epilogue.ts";
import type { Kernel } from "../kernel.ts";
import { accumulateConvolution, convolutionShape } from "./convolution.ts";
import { operandAt, typeAt } from "./elementwise.ts";
import { rounded, startAtBias } from "./store.ts";

export const conv2d: Kernel<"conv2d"> = ({ operands, attributes, results }) => {
  const type = typeAt(results, 0);
  const [x, w] = [operandAt(operands, 0), operandAt(operands, 1)];
  const { bias, extras } = splitOperands(operands, attributes.epilogue);
  const shape = convolutionShape({ input: x.type.dims, weight: w.type.dims, output: type.dims }, attributes);
  const sums = startAtBias(bias, shape.batch, shape.filters, shape.output[0] * shape.output[1]);
  accumulateConvolution(shape, new Float64Array(x.data), new Float64Array(w.data), sums);
  return [applyEpilogue(rounded(type, sums), attributes.epilogue, extras)];
};
