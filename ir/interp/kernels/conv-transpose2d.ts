import { splitOperands } from "../../epilogue.ts";
import { applyEpilogue } from "../epilogue.ts";
import type { Kernel } from "../kernel.ts";
import { accumulateTransposed, convolutionShape } from "./convolution.ts";
import { operandAt, typeAt } from "./elementwise.ts";
import { rounded, startAtBias } from "./store.ts";

/** A convolution read backwards: what would be its input is the result. */
export const convTranspose2d: Kernel<"conv_transpose2d"> = ({ operands, attributes, results }) => {
  const type = typeAt(results, 0);
  const [x, w] = [operandAt(operands, 0), operandAt(operands, 1)];
  const { bias, extras } = splitOperands(operands, attributes.epilogue);
  const [batch = 0, channels = 0, height = 0, width = 0] = type.dims;
  const shape = convolutionShape({ input: type.dims, weight: w.type.dims, output: x.type.dims }, attributes);
  const sums = startAtBias(bias, batch, channels, height * width);
  accumulateTransposed(shape, new Float64Array(x.data), new Float64Array(w.data), sums);
  return [applyEpilogue(rounded(type, sums), attributes.epilogue, extras)];
};
