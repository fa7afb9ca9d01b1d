/** Operators that only move data or rename axes. */
import { dimsEqual, elementCount } from "../../tensor.ts";
import type { ConversionBuilder } from "../conversion/builder.ts";
import { IllFormed, Refusal } from "../conversion/refusal.ts";
import { commonOrder } from "./elementwise.ts";
import {
  asHeld,
  asInModel,
  type AxisOrder,
  computed,
  imageOrder,
  inModelOrder,
  type Laid,
  modelOrder,
} from "./laid.ts";

/** One dimension of `shape` may be -1: what is left. Where only axes of one element come or go, nothing moves. */
export const reshape = (build: ConversionBuilder, input: Laid, given: readonly number[]): Laid => {
  const shape = completed(given, elementCount(input.type.dims));
  if (dimsEqual(shape, input.type.dims)) return input;
  const order = orderAfter(input, shape);
  if (order === undefined) return inModelOrder(build.node("reshape", [asInModel(input, build)], { shape }));
  const value = build.node("reshape", [asHeld(input, build)], { shape: order.map(axis => shape[axis] ?? 1) });
  return computed(value, order);
};

const completed = (shape: readonly number[], count: number): readonly number[] => {
  const open = shape.indexOf(-1);
  if (open < 0) return shape;
  const others = elementCount(shape.with(open, 1));
  return shape.with(open, others === 0 ? 0 : count / others);
};

/** An order in which the axes of more than one element stand as they are held; undefined where `shape` has others. */
const orderAfter = ({ type: { dims }, order }: Laid, shape: readonly number[]): AxisOrder | undefined => {
  const before = wideAxes(modelOrder(dims.length), dims);
  const after = wideAxes(modelOrder(shape.length), shape);
  if (
    !dimsEqual(
      before.map(axis => dims[axis] ?? 1),
      after.map(axis => shape[axis] ?? 1),
    )
  )
    return undefined;
  const held = wideAxes(order, dims).map(axis => after[before.indexOf(axis)] ?? 0);
  const candidates = [...(shape.length === 4 ? [imageOrder] : []), modelOrder(shape.length)];
  return candidates.toReversed().find(candidate => dimsEqual(wideAxes(candidate, shape), held));
};

const wideAxes = (order: AxisOrder, dims: readonly number[]): number[] => order.filter(axis => dims[axis] !== 1);

/** Axis i of the result is axis `permutation[i]` of the input: a matter of names alone, until a reader wants another order. */
export const transpose = (build: ConversionBuilder, input: Laid, permutation: readonly number[]): Laid => {
  const rank = input.type.dims.length;
  if (
    !dimsEqual(
      permutation.toSorted((a, b) => a - b),
      modelOrder(rank),
    )
  )
    throw new IllFormed(`[${permutation.join(",")}] is no order of its operand's ${rank} axes`);
  const renamed = computed(
    asHeld(input, build),
    input.order.map(axis => permutation.indexOf(axis)),
  );
  // Any other order than these two would be moved again and again further down.
  const isUsual = rank !== 4 || [imageOrder, modelOrder(4)].some(order => dimsEqual(order, renamed.order));
  return isUsual ? renamed : computed(renamed.inOrder(imageOrder, build), imageOrder);
};

export const concat = (build: ConversionBuilder, inputs: readonly Laid[], axis: number): Laid => {
  const [first] = inputs;
  if (first !== undefined && inputs.length === 1) return first;
  if (inputs.some(({ type }) => type.dims.length !== first?.type.dims.length))
    throw new IllFormed("its operands have different numbers of axes");
  const order = commonOrder(inputs);
  const values = inputs.map(input => input.inOrder(order, build));
  return computed(build.node("concat", values, { axis: order.indexOf(axis) }), order);
};

/** A part of one axis or several, in the model's terms; bounds are on the axis or one beside it. */
export interface Part {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

export const slice = (build: ConversionBuilder, input: Laid, parts: readonly Part[]): Laid => {
  const whole = ({ axis, start, end, step }: Part): boolean =>
    start === 0 && step === 1 && end === input.type.dims[axis];
  const cut = parts.filter(part => !whole(part));
  if (cut.length === 0) return input;
  const value = build.node("slice", [asHeld(input, build)], {
    starts: cut.map(({ start }) => start),
    ends: cut.map(({ end }) => end),
    axes: cut.map(({ axis }) => input.order.indexOf(axis)),
    steps: cut.map(({ step }) => step),
  });
  return computed(value, input.order);
};

/** Consecutive parts of the given sizes along an axis; undefined where nobody reads one. */
export const split = (
  build: ConversionBuilder,
  input: Laid,
  axis: number,
  sizes: readonly number[],
  wants: (index: number) => boolean,
): readonly (Laid | undefined)[] => {
  const dim = input.type.dims[axis] ?? 0;
  if (sizes.some(size => size < 0) || sizes.reduce((sum, size) => sum + size, 0) !== dim)
    throw new IllFormed(`parts of [${sizes.join(",")}] do not make an axis of ${dim}`);
  let end = 0;
  return sizes.map((size, i) => {
    const start = end;
    end += size;
    return wants(i) ? slice(build, input, [{ axis, start, end, step: 1 }]) : undefined;
  });
};

export const equalParts = (count: number, dim: number): readonly number[] => {
  if (!Number.isInteger(dim / count)) throw new IllFormed(`an axis of ${dim} does not split into ${count} equal parts`);
  return Array.from({ length: count }, () => dim / count);
};

/** The inputs beside each other along a new axis. */
export const stack = (build: ConversionBuilder, inputs: readonly Laid[], axis: number): Laid =>
  concat(
    build,
    inputs.map(input => reshape(build, input, input.type.dims.toSpliced(axis, 0, 1))),
    axis,
  );

export interface Padded {
  /** Elements added before and after each axis. */
  readonly amounts: readonly (readonly [before: number, after: number])[];
  readonly mode: "constant" | "reflect";
  readonly value: number;
}

export const pad = (build: ConversionBuilder, input: Laid, { amounts, mode, value }: Padded): Laid => {
  if (amounts.length !== input.type.dims.length)
    throw new IllFormed(`it pads ${amounts.length} axes of an operand that has ${input.type.dims.length}`);
  if (amounts.every(([before, after]) => before === 0 && after === 0)) return input;
  const along = (end: 0 | 1): number[] => input.order.map(axis => amounts[axis]?.[end] ?? 0);
  const pads = [...along(0), ...along(1)];
  return computed(build.node("pad", [asHeld(input, build)], { pads, mode, value }), input.order);
};

export const tile = (build: ConversionBuilder, input: Laid, repeats: readonly number[]): Laid => {
  if (repeats.length !== input.type.dims.length) throw new IllFormed(`it repeats ${repeats.length} axes`);
  const inOrder = input.order.map(axis => repeats[axis] ?? 1);
  return computed(build.node("tile", [asHeld(input, build)], { repeats: inOrder }), input.order);
};

export const expand = (build: ConversionBuilder, input: Laid, shape: readonly number[]): Laid =>
  inModelOrder(build.node("expand", [asInModel(input, build)], { shape }));

/** Channels become blocks of an image: channel (row · block + column) · depth + d is element d at that place of the block. */
export const depthToSpace = (build: ConversionBuilder, input: Laid, block: number): Laid =>
  computed(build.node("depth_to_space", [asImage(input, build)], { block, mode: "DCR" }), imageOrder);

export const spaceToDepth = (build: ConversionBuilder, input: Laid, block: number): Laid =>
  computed(build.node("space_to_depth", [asImage(input, build)], { block }), imageOrder);

/** [batch, channels, height, width]. @throws Refusal where the operand has no four axes. */
export const asImage = (laid: Laid, build: ConversionBuilder) => {
  const { dims } = laid.type;
  if (dims.length !== 4) throw new Refusal(`its input has ${dims.length} axes; images of four are supported`);
  return laid.inOrder(imageOrder, build);
};
