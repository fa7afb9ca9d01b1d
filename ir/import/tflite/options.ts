/** Options of operators: which table of the union `BuiltinOptions` they are, and what its fields hold (schema.fbs). */
import type { Activation } from "../tensorflow/activation.ts";
import type { Padding } from "../tensorflow/window.ts";
import { Damaged, type Table } from "./flatbuffer.ts";
import { IllFormed, Refusal } from "../conversion/refusal.ts";

/** Undefined options have the defaults of all fields. */
interface Field<T> {
  (table: Table | undefined): T;
}
type Fields = Readonly<Record<string, Field<unknown>>>;

export interface OptionsSpec<F extends Fields = Fields> {
  /** Number in the union `BuiltinOptions`. */
  readonly type: number;
  readonly fields: F;
}
export type OptionsOf<S extends OptionsSpec> = {
  readonly [K in keyof S["fields"]]: S["fields"][K] extends Field<infer T> ? T : never;
};

/** @throws Refusal where the operator carries options of another kind, or a value that means nothing. */
export const readOptions = <S extends OptionsSpec>(
  spec: S,
  found: { readonly optionsType: number; readonly options: Table | undefined },
): OptionsOf<S> => {
  if (found.options !== undefined && found.optionsType !== spec.type)
    throw new IllFormed(`its options are those of another operator (kind ${found.optionsType})`);
  const entries = Object.entries(spec.fields).map(([name, read]) => [name, readField(read, found.options)]);
  return Object.fromEntries(entries) as OptionsOf<S>;
};

const readField = (read: Field<unknown>, options: Table | undefined): unknown => {
  try {
    return read(options);
  } catch (error) {
    if (error instanceof Damaged) throw new IllFormed(`its options are damaged: ${error.message}`);
    throw error;
  }
};

const int =
  (field: number, byDefault = 0): Field<number> =>
  table =>
    table?.int(field, byDefault) ?? byDefault;
const float =
  (field: number): Field<number> =>
  table =>
    table?.float(field) ?? 0;
const flag =
  (field: number): Field<boolean> =>
  table =>
    (table?.byte(field) ?? 0) !== 0;
const byte =
  (field: number): Field<number> =>
  table =>
    table?.byte(field) ?? 0;
const ints =
  (field: number): Field<readonly number[]> =>
  table =>
    table?.ints(field) ?? [];

const padding =
  (field: number): Field<Padding> =>
  table => {
    const code = table?.byte(field) ?? 0;
    const found = (["same", "valid"] as const)[code];
    if (found === undefined) throw new IllFormed(`its padding is ${code}`);
    return found;
  };

/** `ActivationFunctionType`, in its order. */
const activation =
  (field: number): Field<Activation> =>
  table => {
    const code = table?.byte(field) ?? 0;
    const found = (["none", "relu", "reluN1To1", "relu6", "tanh"] as const)[code];
    if (found === undefined) throw new Refusal(`its fused activation ${code} is not supported`);
    return found;
  };

const fusedActivation = (type: number) => ({ type, fields: { activation: activation(0) } });
const blockSize = (type: number) => ({ type, fields: { block: int(0) } });

export const optionSpecs = {
  conv2d: {
    type: 1,
    fields: {
      padding: padding(0),
      strideWidth: int(1),
      strideHeight: int(2),
      activation: activation(3),
      dilationWidth: int(4, 1),
      dilationHeight: int(5, 1),
    },
  },
  depthwiseConv2d: {
    type: 2,
    fields: {
      padding: padding(0),
      strideWidth: int(1),
      strideHeight: int(2),
      activation: activation(4),
      dilationWidth: int(5, 1),
      dilationHeight: int(6, 1),
    },
  },
  pool2d: {
    type: 5,
    fields: {
      padding: padding(0),
      strideWidth: int(1),
      strideHeight: int(2),
      filterWidth: int(3),
      filterHeight: int(4),
      activation: activation(5),
    },
  },
  fullyConnected: {
    type: 8,
    fields: { activation: activation(0), weightsFormat: byte(1), keepDims: flag(2) },
  },
  softmax: { type: 9, fields: { beta: float(0) } },
  concatenation: { type: 10, fields: { axis: int(0), activation: activation(1) } },
  add: fusedActivation(11),
  l2Normalization: fusedActivation(12),
  localResponseNormalization: {
    type: 13,
    fields: { radius: int(0), bias: float(1), alpha: float(2), beta: float(3) },
  },
  resizeBilinear: { type: 15, fields: { alignCorners: flag(2), halfPixelCenters: flag(3) } },
  reshape: { type: 17, fields: { shape: ints(0) } },
  spaceToDepth: blockSize(19),
  mul: fusedActivation(21),
  gather: { type: 23, fields: { axis: int(0), batchDims: int(1) } },
  reducer: { type: 27, fields: { keepDims: flag(0) } },
  sub: fusedActivation(28),
  div: fusedActivation(29),
  squeeze: { type: 30, fields: { axes: ints(0) } },
  stridedSlice: {
    type: 32,
    fields: {
      beginMask: int(0),
      endMask: int(1),
      ellipsisMask: int(2),
      newAxisMask: int(3),
      shrinkAxisMask: int(4),
      endIsOffset: flag(5),
    },
  },
  split: { type: 35, fields: { parts: int(0) } },
  transposeConv: {
    type: 49,
    fields: { padding: padding(0), strideWidth: int(1), strideHeight: int(2), activation: activation(3) },
  },
  pack: { type: 59, fields: { count: int(0), axis: int(1) } },
  oneHot: { type: 61, fields: { axis: int(0) } },
  unpack: { type: 64, fields: { count: int(0), axis: int(1) } },
  resizeNearest: { type: 74, fields: { alignCorners: flag(0), halfPixelCenters: flag(1) } },
  leakyRelu: { type: 75, fields: { alpha: float(0) } },
  mirrorPad: { type: 77, fields: { mode: byte(0) } },
  depthToSpace: blockSize(94),
  batchMatmul: { type: 101, fields: { transposeLeft: flag(0), transposeRight: flag(1) } },
  cumulativeSum: { type: 102, fields: { exclusive: flag(0), reverse: flag(1) } },
  gelu: { type: 116, fields: { approximate: flag(0) } },
} as const satisfies Record<string, OptionsSpec>;

export type OptionsName = keyof typeof optionSpecs;
