/** Input rows (or columns) under every pair of chains over output positions and filter taps: windows, each for itself or sliding. */
import type { Contraction } from "../workload.ts";
import { piecesOf, slidingSum } from "../pieces.ts";
import { type ChainCounts, cutsOf, type PieceLists, type Takes } from "./chain-counts.ts";
import type { WindowPairs } from "./joined-windows.ts";
import { slotBit } from "./slots.ts";

type Windows = Pick<Contraction, "strides" | "dilations">;

/** How the loops over both dimensions count, and the slot of the loop that slides, if any. */
export interface WindowTakes {
  readonly outputs: Takes;
  readonly taps: Takes;
  readonly mover?: { readonly moves: "outputs" | "taps"; readonly slot: number };
}

export class WindowColumns {
  private readonly pairs: WindowPairs;
  private readonly windows: Windows;
  private readonly axis: 0 | 1;
  private readonly sweeps = new Map<string, Sweeps>();

  constructor(pairs: WindowPairs, windows: Windows, axis: 0 | 1) {
    this.pairs = pairs;
    this.windows = windows;
    this.axis = axis;
  }

  /** Equal keys, equal columns. */
  keyOf({ outputs, taps, mover }: WindowTakes): string {
    const [ofOutputs, ofTaps] = [this.pairs.outputs, this.pairs.taps];
    const own = `${ofOutputs.keyOf("sum", outputs)} ${ofTaps.keyOf("sum", taps)}`;
    return mover === undefined ? own : `${own} ${mover.moves} ${mover.slot}`;
  }

  /** Writes the rows that are asked for. */
  write(column: Float64Array, rows: Int32Array, takes: WindowTakes): void {
    const { outputs, taps, stride, dilation } = this.pairs;
    const [p, r] = [this.pairs.rows.outputs, this.pairs.rows.taps];
    const positions = outputs.measures("count", takes.outputs);
    const positionSum = outputs.measures("sum", takes.outputs);
    const tapPieces = taps.measures("count", takes.taps);
    const tapSum = taps.measures("sum", takes.taps);
    for (const row of rows) {
      const [at, under] = [p[row] ?? 0, r[row] ?? 0];
      const [n, m] = [positions[at] ?? 0, tapPieces[under] ?? 0];
      column[row] = stride * ((positionSum[at] ?? 0) - n) * m + dilation * ((tapSum[under] ?? 0) - m) * n + n * m;
    }
    if (takes.mover !== undefined) this.slide(column, rows, takes, takes.mover);
  }

  /** Rows whose chain has the loop that slides. */
  private slide(
    column: Float64Array,
    rows: Int32Array,
    takes: WindowTakes,
    { moves, slot }: NonNullable<WindowTakes["mover"]>,
  ): void {
    const opposite = moves === "outputs" ? "taps" : "outputs";
    const moving = this.pairs[moves];
    const others = this.pairs[opposite].pieces(takes[opposite]);
    const [ofMover, ofOther] = [this.pairs.rows[moves], this.pairs.rows[opposite]];
    const sweeps = this.sweepsOf(moves, slot, takes[moves]);
    for (const row of rows) {
      const chain = ofMover[row] ?? 0;
      if (((moving.slots[chain] ?? 0) & slot) === 0) continue;
      column[row] = sweeps.total(chain, others, ofOther[row] ?? 0);
    }
  }

  private sweepsOf(moves: "outputs" | "taps", slot: number, takes: Takes): Sweeps {
    const key = `${moves} ${slot} ${this.pairs[moves].keyOf("sum", takes)}`;
    const found = this.sweeps.get(key) ?? new Sweeps(this.pairs[moves], this.windows, this.axis, moves, slot, takes);
    this.sweeps.set(key, found);
    return found;
  }
}

/** What each chain's windows fetch as they slide, by the extent of the other dimension: computed when first asked for. */
class Sweeps {
  private readonly moving: ChainCounts;
  private readonly fetched: (chain: number, other: number) => number;
  /** Per extent of the other dimension, by chain. */
  private readonly known = new Map<number, Float64Array>();

  constructor(
    moving: ChainCounts,
    windows: Windows,
    axis: 0 | 1,
    moves: "outputs" | "taps",
    slot: number,
    takes: Takes,
  ) {
    this.moving = moving;
    this.fetched = (chain, other) => {
      const loops = moving.chains[chain] ?? [];
      const bits = loops.map(({ level, kind }) => slotBit(level, kind));
      const mover = bits.indexOf(slot);
      const cuts = cutsOf(loops, takes);
      const before = piecesOf(moving.extent, cuts.slice(0, mover));
      const step = loops[mover]?.step ?? 1;
      const after = cuts.slice(mover + 1);
      return slidingSum({ windows, axis, moves, before, step, after, other: new Map([[other, 1]]) });
    };
  }

  /** Over all pieces of the other dimension's chain. */
  total(chain: number, { starts, kinds, counts, sizes }: PieceLists, other: number): number {
    let total = 0;
    for (let i = starts[other] ?? 0; i < (starts[other + 1] ?? 0); i++)
      total += (counts[i] ?? 0) * this.sweep(chain, sizes[kinds[i] ?? 0] ?? 0);
    return total;
  }

  private sweep(chain: number, other: number): number {
    let ofSize = this.known.get(other);
    if (ofSize === undefined) {
      ofSize = new Float64Array(this.moving.chains.length).fill(-1);
      this.known.set(other, ofSize);
    }
    const known = ofSize[chain] ?? -1;
    if (known >= 0) return known;
    const made = this.fetched(chain, other);
    ofSize[chain] = made;
    return made;
  }
}
