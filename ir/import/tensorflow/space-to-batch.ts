/** SpaceToBatchND and BatchToSpaceND: blocks of the axes behind the batch move into the batch and back (tf.space_to_batch). */
import type { ConversionBuilder } from "../conversion/builder.ts";
import { IllFormed } from "../conversion/refusal.ts";
import type { Laid } from "./laid.ts";
import { pad, reshape, slice, transpose } from "./shape.ts";

/** One for each axis after the batch: its size, and the elements added or cropped before and after. */
export interface Block {
  readonly size: number;
  readonly before: number;
  readonly after: number;
}

export const spaceToBatch = (build: ConversionBuilder, input: Laid, blocks: readonly Block[], value: number): Laid => {
  const count = checkedCount(input, blocks);
  const amounts = input.type.dims.map((_, axis): [number, number] => {
    const block = axis === 0 ? undefined : blocks[axis - 1];
    return [block?.before ?? 0, block?.after ?? 0];
  });
  const padded = pad(build, input, { amounts, mode: "constant", value });
  const [batch = 1, ...dims] = padded.type.dims;
  const rest = dims.slice(count);
  const outer = blocks.map(({ size }, i) => divided(dims[i] ?? 0, size));
  const parted = reshape(build, padded, [batch, ...outer.flatMap((dim, i) => [dim, blocks[i]?.size ?? 1]), ...rest]);
  const sizesFirst = [...blocks.keys()].map(i => 2 + 2 * i);
  const outerThen = [...blocks.keys()].map(i => 1 + 2 * i);
  const moved = transpose(build, parted, [...sizesFirst, 0, ...outerThen, ...rest.map((_, i) => 1 + 2 * count + i)]);
  return reshape(build, moved, [batch * product(blocks), ...outer, ...rest]);
};

export const batchToSpace = (build: ConversionBuilder, input: Laid, blocks: readonly Block[]): Laid => {
  const count = checkedCount(input, blocks);
  const [batches = 1, ...dims] = input.type.dims;
  const batch = divided(batches, product(blocks));
  const rest = dims.slice(count);
  const parted = reshape(build, input, [...blocks.map(({ size }) => size), batch, ...dims]);
  const interleaved = [...blocks.keys()].flatMap(i => [count + 1 + i, i]);
  const moved = transpose(build, parted, [count, ...interleaved, ...rest.map((_, i) => 2 * count + 1 + i)]);
  const grown = blocks.map(({ size }, i) => (dims[i] ?? 0) * size);
  const whole = reshape(build, moved, [batch, ...grown, ...rest]);
  const parts = blocks.map(({ before, after }, i) => {
    const end = (grown[i] ?? 0) - after;
    return { axis: i + 1, start: before, end, step: 1 };
  });
  return slice(build, whole, parts);
};

const product = (blocks: readonly Block[]): number => blocks.reduce((total, { size }) => total * size, 1);

const checkedCount = ({ type }: Laid, blocks: readonly Block[]): number => {
  if (
    blocks.length >= type.dims.length ||
    blocks.some(({ size, before, after }) => size < 1 || before < 0 || after < 0)
  )
    throw new IllFormed("its blocks do not fit its operand");
  return blocks.length;
};

const divided = (dim: number, size: number): number => {
  if (dim % size !== 0) throw new IllFormed(`an axis of ${dim} has no whole blocks of ${size}`);
  return dim / size;
};
