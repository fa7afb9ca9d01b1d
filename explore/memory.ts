/** Where activations live: lifetimes in execution order, offsets in one arena, and its extent. */

/** A tensor that needs memory from the step that makes it to the last that reads it, both included. */
export interface LiveTensor {
  /** Unique. */
  readonly id: string;
  readonly bytes: number;
  readonly firstStep: number;
  readonly lastStep: number;
}

export interface Placement extends LiveTensor {
  readonly offset: number;
}

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
  const placed: Placement[] = [];
  for (const tensor of bySize) {
    const neighbours = placed.filter(other => areAliveTogether(tensor, other)).sort((a, b) => a.offset - b.offset);
    placed.push({ ...tensor, offset: bestOffset(tensor.bytes, neighbours, alignment) });
  }
  const byId = new Map(placed.map(placement => [placement.id, placement]));
  return {
    placements: tensors.flatMap(({ id }) => byId.get(id) ?? []),
    extent: placed.reduce((end, { offset, bytes }) => Math.max(end, offset + bytes), 0),
    lowerBound: peakLiveBytes(tensors),
  };
};

export const areAliveTogether = (a: LiveTensor, b: LiveTensor): boolean =>
  a.firstStep <= b.lastStep && b.firstStep <= a.lastStep;

/** Start of the smallest gap between the neighbours (sorted by offset) that holds `bytes`. */
const bestOffset = (bytes: number, neighbours: readonly Placement[], alignment: number): number => {
  let best: number | undefined;
  let smallestGap = Infinity;
  let end = 0;
  for (const { offset, bytes: taken } of neighbours) {
    const start = alignUp(end, alignment);
    const gap = offset - start;
    if (gap >= bytes && gap < smallestGap) [best, smallestGap] = [start, gap];
    end = Math.max(end, offset + taken);
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
