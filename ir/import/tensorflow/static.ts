/** Operands that must be known at compile time: shapes, axes, amounts of padding. */
import { formatType, type Tensor } from "../../tensor.ts";
import { axesFromFront, axisFromFront } from "../conversion/axes.ts";
import type { ConversionBuilder } from "../conversion/builder.ts";
import { IllFormed, Refusal } from "../conversion/refusal.ts";
import type { Laid } from "./laid.ts";

/** @throws Refusal where there is no such operand. */
interface Operands {
  operand(index: number): Laid;
}

export const staticTensor = (node: Operands, index: number, build: ConversionBuilder): Tensor => {
  const tensor = node.operand(index).known(build);
  if (tensor !== undefined) return tensor;
  throw new Refusal(
    `its operand ${index} must be known at compile time, but depends on the network's inputs`,
    "convert the model with fixed shapes",
  );
};

export const staticInts = (node: Operands, index: number, build: ConversionBuilder): readonly number[] => {
  const { type, data } = staticTensor(node, index, build);
  const values = Array.from(data);
  if (values.every(Number.isInteger)) return values;
  throw new IllFormed(`its operand ${index} must hold whole numbers, found ${formatType(type)}`);
};

export const staticScalar = (node: Operands, index: number, build: ConversionBuilder): number => {
  const { type, data } = staticTensor(node, index, build);
  const [value] = data;
  if (value !== undefined && data.length === 1) return value;
  throw new IllFormed(`its operand ${index} must be a single number, found ${formatType(type)}`);
};

/** An axis of operand `of` that operand `index` names. */
export const staticAxis = (node: Operands, index: number, build: ConversionBuilder, of = 0): number =>
  axisFromFront(staticScalar(node, index, build), node.operand(of).type.dims.length);

export const staticAxes = (node: Operands, index: number, build: ConversionBuilder): readonly number[] =>
  axesFromFront([...new Set(staticInts(node, index, build))], node.operand(0).type.dims.length);
