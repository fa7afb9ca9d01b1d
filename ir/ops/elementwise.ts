/** Shapes shared by the elementwise operators: definitions of one or two operands whose dims broadcast. */
import type { AttributeSpecs } from "../attributes.ts";
import { isFloat, isInteger, isSigned } from "../dtype.ts";
import { defineOp, operand, type OpDef, type Signature, vectorOperations } from "../op.ts";
import { broadcastDims, elementCount, formatType, isNumeric, type TensorType } from "../tensor.ts";

export interface ElementwiseOptions<S extends AttributeSpecs> {
  readonly name: string;
  readonly summary: string;
  readonly attributes: S;
  /** Scalar operations per result element. */
  readonly operationsPerElement: number;
  /** Which operands are legal: floats only, numbers, bools, or anything. */
  readonly accepts: keyof typeof accepted;
  /** Given where the result has another type than the operands. */
  readonly result?: "bool";
  /** Faults beyond the dtype. */
  readonly check?: (signature: Signature<S>) => readonly string[];
}

const accepted = {
  float: (type: TensorType) => isFloat(type.dtype),
  numeric: (type: TensorType) => isNumeric(type.dtype),
  "unsigned integer": (type: TensorType) => isInteger(type.dtype) && !isSigned(type.dtype),
  "bool or integer": (type: TensorType) => !isFloat(type.dtype),
  any: () => true,
} as const;

/** `y[i] = f(x[i])`; the result has the operand's type unless `result` says otherwise. */
export const elementwiseUnary = <const S extends AttributeSpecs>(options: ElementwiseOptions<S>): OpDef<S> =>
  defineOp({
    name: options.name,
    summary: options.summary,
    operands: ["input"],
    attributes: options.attributes,
    check: signature => [...faultyOperands(options, signature), ...(options.check?.(signature) ?? [])],
    infer: signature => [{ ...operand(signature, 0), ...(options.result && { dtype: options.result }) }],
    work: signature => vectorOperations(options.operationsPerElement * elementCount(operand(signature, 0).dims)),
  });

/** `y = f(a, b)` with NumPy broadcasting; operands share a dtype, the result has it too unless `result` says otherwise. */
export const elementwiseBinary = <const S extends AttributeSpecs>(
  options: ElementwiseOptions<S> & { readonly operands?: readonly [string, string] },
): OpDef<S> => {
  const infer = (signature: Signature<S>): TensorType => ({
    dtype: options.result ?? operand(signature, 0).dtype,
    dims: broadcastDims(operand(signature, 0).dims, operand(signature, 1).dims) ?? [],
  });
  return defineOp({
    name: options.name,
    summary: options.summary,
    operands: options.operands ?? ["left", "right"],
    attributes: options.attributes,
    check: signature => [
      ...faultyOperands(options, signature),
      ...mismatches(signature),
      ...(options.check?.(signature) ?? []),
    ],
    infer: signature => [infer(signature)],
    work: signature => vectorOperations(options.operationsPerElement * elementCount(infer(signature).dims)),
  });
};

const faultyOperands = <S extends AttributeSpecs>(
  options: ElementwiseOptions<S>,
  { operands }: Signature<S>,
): string[] =>
  operands
    .filter(type => !accepted[options.accepts](type))
    .map(type => `${options.name} takes ${options.accepts} operands, found ${formatType(type)}`);

const mismatches = ({ operands }: Pick<Signature, "operands">): string[] => {
  const [left, right] = operands;
  if (left === undefined || right === undefined) return [];
  const faults: string[] = [];
  if (left.dtype !== right.dtype) faults.push(`operands differ in type: ${formatType(left)} and ${formatType(right)}`);
  if (broadcastDims(left.dims, right.dims) === undefined)
    faults.push(`shapes ${formatType(left)} and ${formatType(right)} do not broadcast`);
  return faults;
};
