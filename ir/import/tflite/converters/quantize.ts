/** QUANTIZE, DEQUANTIZE, FAKE_QUANT's refusal aside: between reals and codes, or from one scale to another. */
import { isFloat } from "../../../dtype.ts";
import { elementwise } from "../../tensorflow/elementwise.ts";
import type { Converter } from "../converter.ts";
import { onReals } from "../quantized.ts";

/** What makes codes of the result's scale also brings them there from another. */
export const quantize: Converter = onReals(node => node.operand(0));

/** Weights of 16 bits are stored behind it too. */
export const dequantize: Converter = onReals((node, build) => {
  const input = node.operand(0);
  const { dtype } = node.result(0).type;
  return isFloat(input.type.dtype) && input.type.dtype === dtype
    ? input
    : elementwise(build, "cast", [input], { dtype });
});
