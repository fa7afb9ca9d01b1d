/** An ONNX node as converters see it: operands looked up, static values at hand. */
import type { Value } from "../../graph.ts";
import { formatType, type Tensor } from "../../tensor.ts";
import type { AttributeView, NodeView } from "./converter.ts";
import { IllFormed, Refusal } from "../conversion/refusal.ts";

export interface NodeViewParts {
  readonly name: string;
  readonly opType: string;
  readonly opset: number;
  readonly attributes: AttributeView;
  /** The user's names of the operands, empty where one is left out. */
  readonly operandNames: readonly string[];
  readonly operands: readonly (Value | undefined)[];
  readonly wanted: readonly boolean[];
  known(value: Value): Tensor | undefined;
  /** True for a constant whose data the model file lacks. */
  isUnknownConstant(value: Value): boolean;
}

export const nodeView = (parts: NodeViewParts): NodeView => {
  const { operands, operandNames, wanted } = parts;
  const operandCount = operands.findLastIndex(operand => operand !== undefined) + 1;
  const operand = (index: number): Value => {
    const value = operands[index];
    if (value === undefined) throw new IllFormed(`its operand ${index} is left out`);
    return value;
  };
  const staticTensor = (index: number): Tensor => {
    const value = operand(index);
    const tensor = parts.known(value);
    if (tensor !== undefined) return tensor;
    throw unknownValue(index, operandNames[index] ?? "", parts.isUnknownConstant(value));
  };
  const staticInts = (index: number): readonly number[] => wholeNumbers(index, staticTensor(index));
  const staticScalar = (index: number): number => onlyElement(index, staticTensor(index));
  return {
    name: parts.name,
    opType: parts.opType,
    opset: parts.opset,
    attributes: parts.attributes,
    operandCount,
    operand,
    optional: index => operands[index],
    operands: () => Array.from({ length: operandCount }, (_, index) => operand(index)),
    staticTensor,
    staticInts,
    optionalInts: index => (operands[index] === undefined ? undefined : staticInts(index)),
    staticScalar,
    optionalScalar: (index, byDefault) => (operands[index] === undefined ? byDefault : staticScalar(index)),
    resultCount: wanted.length,
    wants: index => wanted[index] ?? false,
  };
};

const unknownValue = (index: number, name: string, isConstant: boolean): Refusal =>
  isConstant
    ? new Refusal(
        `the value of its operand ${index}, ${name}, is needed, but the model file has only its shape`,
        "put the external data file beside the model",
      )
    : new Refusal(
        `its operand ${index}, ${name}, must be known at compile time, but depends on the network's inputs`,
        "export the model with fixed shapes, or simplify it first",
      );

const wholeNumbers = (index: number, { type, data }: Tensor): readonly number[] => {
  const values = Array.from(data);
  if (!values.every(Number.isInteger))
    throw new IllFormed(`its operand ${index} must hold whole numbers, found ${formatType(type)}`);
  return values;
};

const onlyElement = (index: number, { type, data }: Tensor): number => {
  const [value] = data;
  if (value === undefined || data.length !== 1)
    throw new IllFormed(`its operand ${index} must be a single number, found ${formatType(type)}`);
  return value;
};
