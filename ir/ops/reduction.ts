/** The definition that all reductions over axes share. */
import { flag, ints } from "../attributes.ts";
import { isFloat } from "../dtype.ts";
import { defineOp, operand, type OpDef, type Signature, vectorOperations } from "../op.ts";
import { elementCount, formatType, isNumeric, type TensorType } from "../tensor.ts";
import { axesFaults, reducedDims } from "./axes.ts";

/** No axes reduce nothing: each element is then its own sum, norm or logarithm. */
const attributes = { axes: ints(), keep_dims: flag(false) } as const;
type ReductionSignature = Signature<typeof attributes>;

export interface ReductionOptions {
  readonly name: string;
  readonly summary: string;
  readonly accepts: "float" | "numeric";
  /** Scalar operations for each element that goes in. */
  readonly operationsPerInput: number;
  /** Scalar operations for each element that comes out, on top. */
  readonly operationsPerResult: number;
}

export const reduction = (options: ReductionOptions): OpDef<typeof attributes> =>
  defineOp({
    name: options.name,
    summary: options.summary,
    operands: ["input"],
    attributes,
    check(signature) {
      const input = operand(signature, 0);
      const legal = options.accepts === "float" ? isFloat(input.dtype) : isNumeric(input.dtype);
      return [
        ...(legal ? [] : [`${options.name} takes ${options.accepts} operands, found ${formatType(input)}`]),
        ...axesFaults(signature.attributes.axes, input.dims.length),
      ];
    },
    infer: signature => [resultType(signature)],
    work: signature =>
      vectorOperations(
        options.operationsPerInput * elementCount(operand(signature, 0).dims) +
          options.operationsPerResult * elementCount(resultType(signature).dims),
      ),
  });

const resultType = (signature: ReductionSignature): TensorType => {
  const { dtype, dims } = operand(signature, 0);
  return { dtype, dims: reducedDims(dims, signature.attributes.axes, signature.attributes.keep_dims) };
};
