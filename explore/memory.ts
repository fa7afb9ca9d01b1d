/** Where activations live: lifetimes in execution order, offsets in one arena, and its extent. */
import type { LiveTensor, Placement } from "./live-tensor.ts";
import { PlacedTensors } from "./placed-tensors.ts";

export interface Arena {
  /** In the order of the tensors given. */
  readonly placements: readonly Placement[];
  /** Bytes to reserve: the highest end of a tensor. */
  readonly extent: number;
  /** The most bytes alive at one step: no placement reserves less. */
  readonly lowerBound: number;
}

/**
 * Greedy by size (Pisarchyk and Lee, "Efficient Memory Management for Deep Neural Net Inference", 2020): the largest tensor
 * first, each into the smallest gap that holds it among the tensors alive at the same time, else above them.
 * Ignores: moving tensors while the network runs, which could close gaps; in-place operators.
 */
export const placeTensors = (tensors: readonly LiveTensor[], alignment: number): Arena => {
  const bySize = [...tensors].sort(
    (a, b) => b.bytes - a.bytes || a.firstStep - b.firstStep || (a.id < b.id ? -1 : Number(a.id > b.id)),
  );
  const placed = new PlacedTensors(tensors.reduce((last, { lastStep }) => Math.max(last, lastStep), 0));
  const placements: Placement[] = [];
  for (const tensor of bySize) {
    const { id, bytes, firstStep, lastStep } = tensor;
    // Not spread: V8 keeps such objects in a form that is read a hundred times slower below.
    const placement = {
      id,
      bytes,
      firstStep,
      lastStep,
      offset: bestOffset(tensor, placed.aliveWith(tensor), alignment),
    };
    placed.add(placement);
    placements.push(placement);
  }
  const byId = new Map(placements.map(placement => [placement.id, placement]));
  return {
    placements: tensors.flatMap(({ id }) => byId.get(id) ?? []),
    extent: placements.reduce((end, { offset, bytes }) => Math.max(end, offset + bytes), 0),
    lowerBound: peakLiveBytes(tensors),
  };
};

/** Start of the smallest gap that holds the tensor between the others, which are sorted by offset. */
const bestOffset = (tensor: LiveTensor, others: readonly Placement[], alignment: number): number => {
  let best: number | undefined;
  let smallestGap = Infinity;
  let end = 0;
  for (const other of others) {
    const start = alignUp(end, alignment);
    const gap = other.offset - start;
    if (gap >= tensor.bytes && gap < smallestGap) [best, smallestGap] = [start, gap];
    end = Math.max(end, other.offset + other.bytes);
  }
  return best ?? alignUp(end, alignment);
};

const alignUp = (offset: number, alignment: number): number => Math.ceil(offset / alignment) * alignment;

/** The largest sum of live bytes over all steps. */
const peakLiveBytes = (tensors: readonly LiveTensor[]): number => {
  const changes = new Map<number, number>();
  const change = (step: number, bytes: number): unknown => changes.set(step, (changes.get(step) ?? 0) + bytes);
  for (const { firstStep, lastStep, bytes } of tensors) {
    change(firstStep, bytes);
    change(lastStep + 1, -bytes);
  }
  let live = 0;
  let peak = 0;
  for (const [, bytes] of [...changes].sort((a, b) => a[0] - b[0])) {
    live += bytes;
    peak = Math.max(peak, live);
  }
  return peak;
};
