/**
 * What the exporter asks of one graph operator: how it is written in ONNX, opset 21. One file per family in `exporters/`;
 * `exporters/index.ts` is the only list.
 */
import type { TensorData } from "../../dtype.ts";
import type { OpAttributes, OpName } from "../../ops/index.ts";
import type { Tensor, TensorType } from "../../tensor.ts";
import type { NamedType, OnnxAttributes } from "./model-messages.ts";

/** A node of the graph as its exporter sees it. Its epilogue is gone: each step comes as a node of its own. */
export interface NodeToExport<O extends OpName> {
  readonly operands: readonly ExportedOperand[];
  readonly attributes: OpAttributes<O>;
  readonly results: readonly TensorType[];
}

/** Elements are there where the operand is a constant. */
export interface ExportedOperand extends NamedType {
  readonly data?: TensorData | undefined;
}

export type Exporter<O extends OpName> = (node: NodeToExport<O>, write: NodeWriter) => void;

/** Operand names that are undefined are left out. */
export type OnnxOperands = readonly (string | undefined)[];

export interface NodeWriter {
  /** Adds an ONNX node whose only result others of the same exporter read. */
  inner(opType: string, operands: OnnxOperands, attributes?: OnnxAttributes): string;
  /** Adds the ONNX node that gives the results of the graph's node; called once. */
  final(opType: string, operands: OnnxOperands, attributes?: OnnxAttributes): void;
  constant(stem: string, tensor: Tensor): string;
  /** A list of int64: shapes, axes, … */
  ints(stem: string, values: readonly number[]): string;
}

/** The node can't be written in ONNX, and why: reads on from "mul cannot be written in ONNX: ". */
export class Unwritable extends Error {}

/** The i-th operand, which the operator's definition promises. */
export const operandOf = ({ operands }: Pick<NodeToExport<OpName>, "operands">, index: number): ExportedOperand => {
  const operand = operands[index];
  if (operand === undefined) throw new RangeError(`no operand ${index}`);
  return operand;
};

export const namesOf = ({ operands }: Pick<NodeToExport<OpName>, "operands">): readonly string[] =>
  operands.map(({ name }) => name);
