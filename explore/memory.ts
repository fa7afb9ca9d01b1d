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
    const { id, bytes, firstStep, lastStep } = tensor;
    // Not spread: V8 keeps such objects in a form that is read a hundred times slower below.
    insert({ id, bytes, firstStep, lastStep, offset: bestOffset(tensor, placed, alignment) }, placed);
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

/** Start of the smallest gap that holds the tensor between those of `placed` (sorted by offset) that are alive with it. */
const bestOffset = (tensor: LiveTensor, placed: readonly Placement[], alignment: number): number => {
  let best: number | undefined;
  let smallestGap = Infinity;
  let end = 0;
  // One pass without lists of its own: this is the inner loop for networks of many thousand tensors.
  for (const other of placed) {
    if (!areAliveTogether(tensor, other)) continue;
    const start = alignUp(end, alignment);
    const gap = other.offset - start;
    if (gap >= tensor.bytes && gap < smallestGap) [best, smallestGap] = [start, gap];
    end = Math.max(end, other.offset + other.bytes);
  }
  return best ?? alignUp(end, alignment);
};

/** Keeps the order of offsets; behind its equals. */
const insert = (placement: Placement, placed: Placement[]): void => {
  let [low, high] = [0, placed.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((placed[middle]?.offset ?? Infinity) > placement.offset) high = middle;
    else low = middle + 1;
  }
  placed.splice(low, 0, placement);
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
