/** How many memory blocks hold a memory of a given width and depth. */

/** Widths and depths that a block RAM of 18 Kib can have (AMD UG473 and UG573; the same in FINN and fpgaConvNet). */
const shapes = [
  { width: 1, depth: 16384 },
  { width: 2, depth: 8192 },
  { width: 4, depth: 4096 },
  { width: 9, depth: 2048 },
  { width: 18, depth: 1024 },
  { width: 36, depth: 512 },
] as const;

/**
 * Block RAMs of 18 Kib, all in the one shape that needs fewest (FINN, `matrixvectoractivation.py`, for each of its shapes).
 * Ignores: blocks of two shapes in one memory, and memories that share a block.
 */
export const bram18For = (width: number, depth: number): number =>
  Math.min(...shapes.map(shape => Math.ceil(width / shape.width) * Math.ceil(depth / shape.depth)));

/** UltraRAMs, 4096 × 72 bits each (AMD UG573). */
export const uramFor = (width: number, depth: number): number => Math.ceil(width / 72) * Math.ceil(depth / 4096);

/**
 * Look-up tables as memory: 64 bits each (AMD UG474, RAM64X1S). FINN counts weights so.
 * Ignores: the multiplexers of memories deeper than 256.
 */
export const lutramFor = (width: number, depth: number): number => width * Math.ceil(depth / 64);

/** Up to here a memory is not worth a block RAM: half of one. */
const smallestBlockBits = 9216;

/** A buffer in the cheaper of both kinds. */
export const bufferFor = (width: number, depth: number): { readonly lut: number; readonly bram18: number } =>
  width * depth <= smallestBlockBits
    ? { lut: lutramFor(width, depth), bram18: 0 }
    : { lut: 0, bram18: bram18For(width, depth) };
