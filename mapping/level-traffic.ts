/** From counted elements to bits, per level and tensor: outputs are wide while they are partial sums. */
import type { AccessCounts, Count, Transfer } from "./count.ts";
import type { ElementBits, TensorName } from "./workload.ts";

/** What one tensor moves at one level, in elements and bits. */
export interface LevelTraffic {
  readonly reads: number;
  readonly fills: number;
  readonly updates: number;
  readonly readBits: number;
  readonly writeBits: number;
}

type Scope = keyof Count;

/** Of all instances of a level, or of its busiest. Undefined where the tensor does not stop there. */
export const trafficOf = (
  { transfers }: AccessCounts,
  level: number,
  tensor: TensorName,
  bits: ElementBits,
  scope: Scope,
): LevelTraffic | undefined => {
  const below = transfers.find(transfer => transfer.tensor === tensor && transfer.parent === level);
  if (below === undefined) return undefined;
  const above = transfers.find(transfer => transfer.tensor === tensor && transfer.child === level);
  const reads = below.sent[scope];
  const fills = above?.received[scope] ?? 0;
  const updates = below.updates[scope];
  const width = tensor === "outputs" ? bits.partialSums : bits[tensor];
  return {
    reads,
    fills,
    updates,
    readBits: reads * width,
    writeBits: fills * width + updateBits(below, bits, scope),
  };
};

const updateBits = ({ updates, finished }: Transfer, bits: ElementBits, scope: Scope): number =>
  finished[scope] * bits.outputs + (updates[scope] - finished[scope]) * bits.partialSums;

/** Width of an element of the tensor as it lies at the parent of this transfer: outputs are narrow once nothing is added any more. */
export const widthAtParent = ({ tensor, updates, finished }: Transfer, bits: ElementBits): number => {
  if (tensor !== "outputs") return bits[tensor];
  return finished.total === updates.total ? bits.outputs : bits.partialSums;
};

/** Bits that the instances below receive and send over the fan-outs of a transfer. */
export const networkBits = (transfer: Transfer, bits: ElementBits): number => {
  const { tensor, received, returned, updates, finished } = transfer;
  if (tensor !== "outputs") return received.total * bits[tensor];
  // Where the network adds, what enters it is unfinished.
  const narrow = returned.total === updates.total ? finished.total : 0;
  return (received.total + returned.total - narrow) * bits.partialSums + narrow * bits.outputs;
};
