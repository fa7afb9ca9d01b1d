/**
 * A transposed convolution as a matrix product over the *input* positions and a scatter: every input pixel meets every filter
 * tap once, so K becomes filters × taps and there is no window; then the vector unit adds what falls on the same output
 * (GEMM and col2im). Zero-insertion, the other way, would multiply by zeros stride² - 1 times out of stride².
 */
import { splitOperands } from "../../ir/epilogue.ts";
import { windowExtent } from "../../ir/ops/window.ts";
import { elementCount } from "../../ir/tensor.ts";
import { type Bits, quantity } from "../../support/quantity.ts";
import { type Contraction, elementsOf, type VectorWorkload } from "../workload.ts";
import { numberAt, numbersOf, operandAt, resultAt, textsOf } from "./access.ts";
import type { Lowering, LoweringInput, Read } from "./lowering.ts";
import { contractionReads } from "./reads.ts";
import { activationBits, contractionBits, epilogueOperands } from "./widths.ts";

/** Ignores: products that fall on the cropped border, which a machine could skip; they count as work, as in the operator's MACs. */
export const lowerConvTranspose2d: Lowering = input => {
  const product = tapProducts(input);
  return {
    workloads: [product, scatter(input, product)],
    reads: [contractionReads(input, 0, 1), scatterReads(input, product)],
  };
};

const tapProducts = (input: LoweringInput): Contraction => {
  const image = operandAt(input, 0);
  const weight = operandAt(input, 1);
  const [batch = 0, channels = 0, rows = 0, columns = 0] = image.type.dims;
  const [, filters = 0, height = 0, width = 0] = weight.type.dims;
  const groups = numberAt(input.attributes, "group");
  const bits = contractionBits(input, image, weight);
  return {
    kind: "contraction",
    bounds: { G: groups, N: batch, K: filters * height * width, C: channels / groups, P: rows, Q: columns, R: 1, S: 1 },
    strides: [1, 1],
    dilations: [1, 1],
    bits: overlaps(input) ? { ...bits, outputs: bits.partialSums } : bits,
    epilogue: { operationsPerOutput: 0, operands: [] },
  };
};

/** Some output receives more than one product: a filter reaches further than a step. */
const overlaps = (input: LoweringInput): boolean => {
  const size = operandAt(input, 1).type.dims.slice(2);
  const strides = numbersOf(input.attributes, "strides");
  const dilations = numbersOf(input.attributes, "dilations");
  return size.some((taps, axis) => windowExtent(taps, dilations[axis] ?? 1) > (strides[axis] ?? 1));
};

const scatterReads = (input: LoweringInput, product: Contraction): readonly Read[] => {
  const { bias, extras } = splitOperands(input.operands, textsOf(input.attributes, "epilogue"));
  const products = elementsOf(product, "outputs");
  const widths = epilogueOperands(bias, extras, input.precision);
  return [
    {
      source: "previous",
      role: "stream",
      elements: products,
      bits: quantity<Bits>(products * product.bits.outputs),
    },
    ...(bias === undefined ? extras : [bias, ...extras]).map((operand, i): Read => {
      const { elements = 0, bits = 0 } = widths[i] ?? {};
      const source = input.operands.indexOf(operand);
      return { source, role: "stream", elements, bits: quantity<Bits>(elements * bits) };
    }),
  ];
};

const scatter = (input: LoweringInput, product: Contraction): VectorWorkload => {
  const result = resultAt(input);
  const products = elementsOf(product, "outputs");
  const results = elementCount(result.dims);
  const { bias, extras } = splitOperands(input.operands, textsOf(input.attributes, "epilogue"));
  const read = epilogueOperands(bias, extras, input.precision);
  const width = activationBits(result, input.precision);
  return {
    kind: "vector",
    operation: input.op,
    inputElements: products + read.reduce((total, { elements }) => total + elements, 0),
    outputElements: results,
    operations: Math.max(0, products - results) + input.work.vectorOperations,
    inputBits: quantity<Bits>(
      products * product.bits.outputs + read.reduce((total, { elements, bits }) => total + elements * bits, 0),
    ),
    outputBits: quantity<Bits>(results * width),
    operandBits: product.bits.outputs,
    resultBits: width,
    elementBits: product.bits.outputs,
  };
};
