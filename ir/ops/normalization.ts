/** What the normalizations share: float operands, parameters of one type with the input, vectors over the channels. */
import type { AttributeSpecs } from "../attributes.ts";
import { isFloat } from "../dtype.ts";
import { defineOp, operand, type OpDef, type Signature, vectorOperations } from "../op.ts";
import { elementCount, formatType, type TensorType } from "../tensor.ts";
import { axisFaults } from "./axes.ts";

/** Fault of an input that is no float tensor of at least `rank` axes. */
export const floatInputFaults = (name: string, input: TensorType, rank = 1): string[] =>
  isFloat(input.dtype) && input.dims.length >= rank
    ? []
    : [`${name} takes a float operand of rank ${rank} or more, found ${formatType(input)}`];

/** Faults of parameters that must each be [C] of the input's type, C being axis 1. */
export const channelFaults = (signature: Pick<Signature, "operands">, names: readonly string[]): string[] => {
  const { dtype, dims } = operand(signature, 0);
  const expected = formatType({ dtype, dims: dims.slice(1, 2) });
  return names
    .map((name, i) => ({ name, found: formatType(operand(signature, i + 1)) }))
    .filter(({ found }) => found !== expected)
    .map(({ name, found }) => `${name} must be ${expected}, found ${found}`);
};

interface AlongAxisOptions<S extends AttributeSpecs> {
  readonly name: string;
  readonly summary: string;
  readonly attributes: S;
  /** Axis of the signature. */
  readonly axis: (signature: Signature<S>) => number;
  readonly operationsPerElement: number;
  /** Scalar operations for each line along the axis, on top. */
  readonly operationsPerLine: (signature: Signature<S>) => number;
}

/** A definition that rescales a float tensor along one axis and keeps its type. */
export const alongAxis = <const S extends AttributeSpecs>(options: AlongAxisOptions<S>): OpDef<S> =>
  defineOp({
    name: options.name,
    summary: options.summary,
    operands: ["input"],
    attributes: options.attributes,
    check: signature => [
      ...floatInputFaults(options.name, operand(signature, 0)),
      ...axisFaults(options.axis(signature), operand(signature, 0).dims.length),
    ],
    infer: signature => [operand(signature, 0)],
    work(signature) {
      const { dims } = operand(signature, 0);
      const lines = elementCount(dims.filter((_, axis) => axis !== options.axis(signature)));
      return vectorOperations(
        options.operationsPerElement * elementCount(dims) + options.operationsPerLine(signature) * lines,
      );
    },
  });
