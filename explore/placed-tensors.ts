/** Finds the tensors that are alive with another one without looking at all: networks of many thousand layers have short lives. */
import type { LiveTensor, Placement } from "./live-tensor.ts";

/**
 * A segment tree over steps says which tensors are alive at one; lists by first step, which begin while another is alive. Adding
 * takes the logarithm of the number of steps, asking that, the steps of the asker's life and the number of those found.
 */
export class PlacedTensors {
  /** Leaves of the tree: a power of two. */
  private readonly width: number;
  /** By node of the tree, of which 1 is the root: tensors alive at every step of the node, but not of its parent. */
  private readonly covering: Placement[][] = [];
  private readonly beginning: Placement[][] = [];

  constructor(lastStep: number) {
    this.width = 2 ** Math.ceil(Math.log2(lastStep + 1));
  }

  add(placement: Placement): void {
    append(this.beginning, placement.firstStep, placement);
    let low = placement.firstStep + this.width;
    let high = placement.lastStep + this.width + 1;
    for (; low < high; low >>>= 1, high >>>= 1) {
      if (low % 2 === 1) append(this.covering, low++, placement);
      if (high % 2 === 1) append(this.covering, --high, placement);
    }
  }

  /** By rising offset. */
  aliveWith({ firstStep, lastStep }: LiveTensor): readonly Placement[] {
    const found: Placement[] = [];
    // Not spread into one call: a list may be longer than a call has room for.
    for (let node = firstStep + this.width; node > 0; node >>>= 1)
      for (const placement of this.covering[node] ?? []) found.push(placement);
    for (let step = firstStep + 1; step <= lastStep; step++)
      for (const placement of this.beginning[step] ?? []) found.push(placement);
    return found.sort((a, b) => a.offset - b.offset);
  }
}

const append = (lists: Placement[][], index: number, placement: Placement): void => {
  const list = lists[index];
  if (list === undefined) lists[index] = [placement];
  else list.push(placement);
};
