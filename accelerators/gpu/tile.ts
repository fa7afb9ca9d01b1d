/** Which tile a library would take for a product, and what it costs: tile and wave quantization, split reductions, L2 reuse. */
import type { Gpu, GpuFormat } from "./gpu.ts";
import type { Product } from "./product.ts";

export interface TiledCost {
  readonly tile: { readonly rows: number; readonly columns: number; readonly depth: number };
  readonly splitK: number;
  readonly blocks: number;
  readonly waves: number;
  readonly computeCycles: number;
  readonly l2Cycles: number;
  /** Bytes between L2 and the multiprocessors. */
  readonly l2Bytes: number;
  /** Bytes that L2 must have from outside if nothing of the product lies there before. */
  readonly inputBytes: number;
  readonly weightBytes: number;
  /** Share of the bandwidth outside that the blocks at work can ask for. */
  readonly reach: number;
}

/** Outputs of a thread block: those that cuBLAS, cuDNN and CUTLASS have for tensor cores since Volta; narrow ones for few rows. */
const tileShapes: readonly (readonly [number, number])[] = [
  [256, 128],
  [128, 256],
  [128, 128],
  [256, 64],
  [64, 256],
  [128, 64],
  [64, 128],
  [64, 64],
  [64, 32],
  [32, 64],
  [32, 32],
  [16, 64],
  [16, 32],
];
const splits = [1, 2, 3, 4, 6, 8, 12, 16, 32];

/** Bytes along the reduction that a step of a block takes. */
const stepBytes = 64;

/** The least of all tiles and splits. */
export const bestTile = (product: Product, gpu: Gpu, format: GpuFormat, stepCycles: number): TiledCost => {
  const costs = tileShapes.flatMap(shape =>
    splits.flatMap(splitK =>
      isSensible(product, splitK, gpu, format, shape)
        ? [tiledCost(product, gpu, format, { shape, splitK, stepCycles })]
        : [],
    ),
  );
  return costs.reduce((best, each) => (spanOf(each, gpu) < spanOf(best, gpu) ? each : best));
};

/** How many ways there are to compute a product. */
export const tilesTried = tileShapes.length * splits.length;

/** A part of a split reduction has at least four steps, and parts are not worth it where there are two blocks for each multiprocessor. */
const isSensible = (
  { groups, rows, columns, depth }: Product,
  splitK: number,
  { multiprocessors }: Gpu,
  { bits }: GpuFormat,
  [tileRows, tileColumns]: readonly [number, number],
): boolean =>
  splitK === 1 ||
  (depth / splitK >= 4 * (stepBytes / (bits / 8)) &&
    groups * Math.ceil(rows / tileRows) * Math.ceil(columns / tileColumns) < 2 * multiprocessors);

const spanOf = ({ computeCycles, l2Cycles, inputBytes, weightBytes, reach }: TiledCost, gpu: Gpu): number =>
  Math.max(
    computeCycles,
    l2Cycles,
    (inputBytes + weightBytes) / (gpu.dramBytesPerCycle * gpu.architecture.dramEfficiency * reach),
  );

export interface Tiling {
  /** Rows and columns of a block's outputs. */
  readonly shape: readonly [number, number];
  readonly splitK: number;
  /** What a block waits for each step along the reduction, where it has a multiprocessor to itself. */
  readonly stepCycles: number;
}

/**
 * Blocks are dealt out to multiprocessors as these become free. A multiprocessor with one block waits for each step; with two or more
 * it hides one's wait behind another's work. Ignores: banks of shared memory, registers, warps' shapes, blocks of unequal speed.
 */
export const tiledCost = (
  product: Product,
  gpu: Gpu,
  format: GpuFormat,
  { shape, splitK, stepCycles }: Tiling,
): TiledCost => {
  const [tileRows, tileColumns] = shape;
  const { groups, rows, columns, depth } = product;
  const { architecture, multiprocessors } = gpu;
  const tileDepth = Math.max(1, stepBytes / (format.bits / 8));
  const [rowTiles, columnTiles] = [Math.ceil(rows / tileRows), Math.ceil(columns / tileColumns)];
  const steps = Math.ceil(depth / splitK / tileDepth);
  const blocks = groups * rowTiles * columnTiles * splitK;
  const perMultiprocessor = Math.ceil(blocks / multiprocessors);
  const efficiency = format.unit === "tensor" ? architecture.tensorEfficiency : architecture.cudaEfficiency;
  const stepWork = (tileRows * tileColumns * tileDepth) / (format.macsPerCycle * efficiency);
  const blockWork = steps * stepWork;
  const alone = steps * Math.max(stepWork, stepCycles);
  const loaded = tileRows * product.inputBytes + tileColumns * product.weightBytes;
  const partialBytes = splitK === 1 ? 0 : 2 * 4 * groups * rows * columns * splitK;
  const l2Bytes = blocks * steps * tileDepth * loaded + groups * rows * columns * product.outputBytes + partialBytes;
  const active = Math.min(blocks, multiprocessors);
  const supply = Math.min(architecture.l2BytesPerCycle, active * architecture.multiprocessorBytesPerCycle);
  return {
    tile: { rows: tileRows, columns: tileColumns, depth: tileDepth },
    splitK,
    blocks,
    waves: perMultiprocessor,
    computeCycles: Math.max(perMultiprocessor * blockWork, alone) + architecture.blockCycles,
    l2Cycles: l2Bytes / supply + architecture.blockCycles,
    l2Bytes,
    ...outsideBytes(product, gpu, [tileRows, tileColumns]),
    reach: Math.min(1, (active * architecture.multiprocessorBytesPerCycle) / (gpu.dramBytesPerCycle * 2)),
  };
};

/**
 * What fits L2 is read once. Else the blocks at work at one time form a rectangle of outputs, near square. Rectangles follow one another
 * down, so that their weights stay and inputs are read again for each column of them, or across: whichever reads less.
 */
const outsideBytes = (
  { groups, rows, columns, depth, weightBytes, inputTensorBytes }: Product,
  { l2Bytes, multiprocessors }: Gpu,
  [tileRows, tileColumns]: readonly [number, number],
): Pick<TiledCost, "inputBytes" | "weightBytes"> => {
  const weights = groups * columns * depth * weightBytes;
  if ((inputTensorBytes + weights) / groups <= l2Bytes) return { inputBytes: inputTensorBytes, weightBytes: weights };
  const [rowTiles, columnTiles] = [Math.ceil(rows / tileRows), Math.ceil(columns / tileColumns)];
  const across = Math.min(columnTiles, Math.ceil(Math.sqrt((multiprocessors * tileRows) / tileColumns)));
  const down = Math.max(1, Math.min(rowTiles, Math.floor(multiprocessors / across)));
  const inputsAgain = inputTensorBytes * Math.ceil(columnTiles / across);
  const weightsAgain = weights * Math.ceil(rowTiles / down);
  return inputsAgain + weights <= inputTensorBytes + weightsAgain
    ? { inputBytes: inputsAgain, weightBytes: weights }
    : { inputBytes: inputTensorBytes, weightBytes: weightsAgain };
};
