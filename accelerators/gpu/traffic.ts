/** Bytes that a kernel moves, by level and by what they are. */

export interface Moved {
  readonly readBytes: number;
  readonly writtenBytes: number;
}

export interface Traffic {
  readonly l2: Moved;
  readonly dram: Moved;
  readonly perTensor: Readonly<Record<string, { readonly l2: Moved; readonly dram: Moved }>>;
}

const nothing: Moved = { readBytes: 0, writtenBytes: 0 };
export const noTraffic: Traffic = { l2: nothing, dram: nothing, perTensor: {} };

const addMoved = (a: Moved, b: Moved): Moved => ({
  readBytes: a.readBytes + b.readBytes,
  writtenBytes: a.writtenBytes + b.writtenBytes,
});

export const addTraffic = (a: Traffic, b: Traffic): Traffic => ({
  l2: addMoved(a.l2, b.l2),
  dram: addMoved(a.dram, b.dram),
  perTensor: Object.fromEntries(
    [...new Set([...Object.keys(a.perTensor), ...Object.keys(b.perTensor)])].map(tensor => {
      const [left, right] = [a.perTensor[tensor], b.perTensor[tensor]];
      return [
        tensor,
        {
          l2: addMoved(left?.l2 ?? nothing, right?.l2 ?? nothing),
          dram: addMoved(left?.dram ?? nothing, right?.dram ?? nothing),
        },
      ];
    }),
  ),
});
