/** The published FPGA designs as pipelines with the foldings that their authors gave them. */
import type { MatrixFolding } from "../../fpga/streaming/engine.ts";
import type { Feed, Pipeline } from "../../fpga/streaming/pipeline.ts";
import type { MatrixStage, Stage } from "../../fpga/streaming/stage.ts";

/** An engine per stage, in order. */
export interface FoldedStage {
  readonly stage: Stage;
  readonly feeds: readonly Feed[];
  /** Undefined where one number passes at a time. */
  readonly folding: MatrixFolding | undefined;
}

interface Shape {
  readonly name: string;
  readonly groups?: number;
  readonly outputs: number;
  readonly inputs: number;
  readonly filter?: readonly [number, number];
  readonly rows: number;
  readonly columns: number;
  /** Of the input, with its padding. */
  readonly from: readonly [number, number];
  readonly stride?: number;
  readonly residuals?: number;
}

/** At once: filters, channels of the input and positions of the window; channel groups. */
interface Folded {
  readonly outputs?: number;
  readonly inputs?: number;
  readonly taps?: number;
  readonly groups?: number;
  readonly inLut?: boolean;
}

const matrix = (
  {
    name,
    groups = 1,
    outputs,
    inputs,
    filter: [filterRows, filterColumns] = [1, 1],
    rows,
    columns,
    from,
    ...more
  }: Shape,
  widths: Pick<MatrixStage, "weightBits" | "activationBits" | "outputBits">,
): MatrixStage => ({
  kind: "matrix",
  name,
  groups,
  outputs,
  inputs,
  filterRows,
  filterColumns,
  rows,
  columns,
  inputRows: from[0],
  inputColumns: from[1],
  rowStride: more.stride ?? 1,
  rowDilation: 1,
  ...widths,
  residuals: more.residuals ?? 0,
  hasFunctions: false,
});

const engine = (
  shape: Shape,
  { outputs = 1, inputs = 1, taps = 1, groups = 1, inLut = false }: Folded,
  feeds: readonly Feed[],
  widths: Pick<MatrixStage, "weightBits" | "activationBits" | "outputBits">,
): FoldedStage => ({
  stage: matrix(shape, widths),
  feeds,
  folding: { outputs, inputs, taps, groups, multipliers: inLut ? "lut" : "dsp", weightMemory: "bram" },
});

const after = (stage: number): Feed => ({ from: { stage }, role: "window" });
const beside = (stage: number): Feed => ({ from: { stage }, role: "beside" });
const input: Feed = { from: { source: 0 }, role: "window" };

export const pipelineOf = (folded: readonly FoldedStage[], source: Pipeline["sources"][number]): Pipeline => ({
  stages: folded.map(({ stage, feeds }) => ({ stage, feeds })),
  sources: [source],
});

/** fpgaConvNet's codes have one bit more than the model's: its hardware knows signed numbers alone. */
const int8 = { weightBits: 8, activationBits: 9, outputBits: 9 };

const pooling = (name: string, rows: number, columns: number, channels: number, feed: Feed): FoldedStage => ({
  stage: {
    kind: "stream",
    name,
    work: "scale",
    inputElements: rows * columns * channels,
    outputElements: channels,
    operands: 1,
    channels,
    rows: 1,
    taps: 1,
    partial: channels,
    inputColumns: columns,
    inputBits: 9,
    outputBits: 9,
  },
  feeds: [feed],
  folding: undefined,
});

const three = (name: string, inputs: number, outputs: number, rows: number, stride: number, residuals = 0): Shape => ({
  name,
  inputs,
  outputs,
  filter: [3, 3],
  rows,
  columns: rows,
  from: [(rows - 1) * stride + 3, (rows - 1) * stride + 3],
  stride,
  residuals,
});
const one = (name: string, inputs: number, outputs: number, rows: number): Shape => ({
  name,
  inputs,
  outputs,
  rows,
  columns: rows,
  from: [2 * rows, 2 * rows],
  stride: 2,
});

/** @param coarse outputs at once of the nine convolutions, in order. @param inDsp those with multipliers in DSP slices. */
export const resnet8 = (coarse: readonly number[], inDsp: readonly number[]): readonly FoldedStage[] => {
  const shapes: readonly (readonly [Shape, readonly Feed[]])[] = [
    [three("conv2d", 3, 16, 32, 1), [input]],
    [three("conv2d_1", 16, 16, 32, 1), [after(0)]],
    [three("conv2d_2", 16, 16, 32, 1, 1), [after(1), beside(0)]],
    [one("conv2d_5", 16, 32, 16), [after(2)]],
    [three("conv2d_3", 16, 32, 16, 2), [after(2)]],
    [three("conv2d_4", 32, 32, 16, 1, 1), [after(4), beside(3)]],
    [one("conv2d_8", 32, 64, 8), [after(5)]],
    [three("conv2d_6", 32, 64, 8, 2), [after(5)]],
    [three("conv2d_7", 64, 64, 8, 1, 1), [after(7), beside(6)]],
  ];
  const convolutions = shapes.map(([shape, feeds], i) =>
    engine(
      shape,
      { outputs: coarse[i] ?? 1, taps: shape.filter === undefined ? 1 : 9, inLut: !inDsp.includes(i) },
      feeds,
      int8,
    ),
  );
  const dense: Shape = { name: "dense", inputs: 64, outputs: 10, rows: 1, columns: 1, from: [1, 1] };
  return [...convolutions, pooling("average", 8, 8, 64, after(8)), engine(dense, {}, [after(9)], int8)];
};

export interface SeparableFolding {
  readonly first: Folded;
  /** Per pair of a depthwise and a pointwise convolution. */
  readonly depthwise: readonly Folded[];
  readonly pointwise: readonly Folded[];
}

/** A first convolution, pairs of depthwise and pointwise ones, an average and a dense layer. */
const separable = (
  first: Shape,
  pairs: readonly (readonly [inputs: number, outputs: number, rows: number, columns: number, stride: number])[],
  classes: number,
  folding: SeparableFolding,
): readonly FoldedStage[] => {
  const layers = pairs.flatMap(([inputs, outputs, rows, columns, stride], i) => {
    const deep: Shape = {
      name: `depthwise ${i + 1}`,
      groups: inputs,
      inputs: 1,
      outputs: 1,
      filter: [3, 3],
      rows,
      columns,
      from: [(rows - 1) * stride + 3, (columns - 1) * stride + 3],
      stride,
    };
    const point: Shape = { name: `pointwise ${i + 1}`, inputs, outputs, rows, columns, from: [rows, columns] };
    return [
      engine(deep, folding.depthwise[i] ?? {}, [after(2 * i)], int8),
      engine(point, folding.pointwise[i] ?? {}, [after(2 * i + 1)], int8),
    ];
  });
  const [, outputs, rows, columns] = pairs.at(-1) ?? [0, 1, 1, 1];
  const last = layers.length;
  const dense: Shape = { name: "dense", inputs: outputs, outputs: classes, rows: 1, columns: 1, from: [1, 1] };
  return [
    engine(first, folding.first, [input], int8),
    ...layers,
    pooling("average", rows, columns, outputs, after(last)),
    engine(dense, {}, [after(last + 1)], int8),
  ];
};

/** Keyword spotting. */
export const dsCnn = (folding: SeparableFolding): readonly FoldedStage[] =>
  separable(
    { name: "conv2d", inputs: 1, outputs: 64, filter: [10, 4], rows: 25, columns: 5, from: [58, 12], stride: 2 },
    Array.from({ length: 4 }, () => [64, 64, 25, 5, 1] as const),
    12,
    folding,
  );

const halves = [1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1];
const widths = [8, 16, 32, 32, 64, 64, 128, 128, 128, 128, 128, 128, 256, 256];

/** Visual wake words: a quarter of MobileNet's channels, pictures of 96 × 96. */
export const mobileNet = (folding: SeparableFolding): readonly FoldedStage[] => {
  let rows = 48;
  const pairs = halves.map((stride, i) => {
    rows /= stride;
    return [widths[i] ?? 0, widths[i + 1] ?? 0, rows, rows, stride] as const;
  });
  const first: Shape = {
    name: "conv2d",
    inputs: 3,
    outputs: 8,
    filter: [3, 3],
    rows: 48,
    columns: 48,
    from: [97, 97],
    stride: 2,
  };
  return separable(first, pairs, 2, folding);
};

/** Inputs, outputs, rows of the output, PE and SIMD of a layer of BNN-PYNQ; rows of 1 for what is fully connected. */
type BinaryLayer = readonly [inputs: number, outputs: number, rows: number, pe: number, simd: number];

/** @param firstBits of the input. @param bits of the activations between. */
const binary = (layers: readonly BinaryLayer[], firstBits: number, bits: number): readonly FoldedStage[] =>
  layers.map(([inputs, outputs, rows, pe, simd], i) => {
    const isWindow = rows > 0;
    const shape: Shape = {
      name: `L${i}`,
      inputs,
      outputs,
      ...(isWindow ? { filter: [3, 3] as const } : {}),
      rows: Math.max(1, rows),
      columns: Math.max(1, rows),
      from: isWindow ? [rows + 2, rows + 2] : [1, 1],
    };
    const isLast = i === layers.length - 1;
    const widthsHere = { weightBits: 1, activationBits: i === 0 ? firstBits : bits, outputBits: isLast ? 16 : bits };
    return engine(shape, { outputs: pe, inputs: simd, inLut: true }, [i === 0 ? input : after(i - 1)], widthsHere);
  });

/** CIFAR-10 of BNN-PYNQ, `cnvW1A1/hw/config.h`. Its two poolings take no memory and no DSP slice. */
export const cnv = (bits: number): readonly FoldedStage[] =>
  binary(
    [
      [3, 64, 30, 16, 3],
      [64, 64, 28, 32, 32],
      [64, 128, 12, 16, 32],
      [128, 128, 10, 16, 32],
      [128, 256, 3, 4, 32],
      [256, 256, 1, 1, 32],
      [256, 512, 0, 1, 4],
      [512, 512, 0, 1, 8],
      [512, 64, 0, 4, 1],
    ],
    8,
    bits,
  );

/** MNIST of BNN-PYNQ, `lfcW1A1/hw/config.h`. */
export const lfc = (bits: number): readonly FoldedStage[] =>
  binary(
    [
      [832, 1024, 0, 32, 64],
      [1024, 1024, 0, 64, 32],
      [1024, 1024, 0, 32, 64],
      [1024, 64, 0, 16, 8],
    ],
    bits,
    bits,
  );
