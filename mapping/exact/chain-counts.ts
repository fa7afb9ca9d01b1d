/** What all chains over one dimension leave, by the slots whose loops count: computed once, whatever tensor, leg or placement asks. */
import { piecesOf, type Cut } from "../pieces.ts";
import type { Chain, ChainLoop } from "./chains.ts";
import { slotBit, temporalSlots } from "./slots.ts";

/** Slots as bits. A loop in neither counts with its first piece only. */
export interface Takes {
  /** Whose loops count with all their pieces. */
  readonly each: number;
  /** Whose loops count as if they did not cut. */
  readonly whole: number;
}

/** Pieces of all chains as one list: those of chain c are `starts[c]` to `starts[c + 1]`. */
export interface PieceLists {
  readonly starts: Int32Array;
  /** Indices into `sizes`. */
  readonly kinds: Int32Array;
  readonly counts: Float64Array;
  readonly sizes: readonly number[];
}

/** Slots outside of the innermost of `slots`. */
const outside = (slots: number): number => (slots === 0 ? 0 : (1 << (31 - Math.clz32(slots))) - 1);

export class ChainCounts {
  readonly chains: readonly Chain[];
  readonly extent: number;
  /** Slots of each chain's loops. */
  readonly slots: Int32Array;
  private readonly used: number;
  /** Loops of chain c: `starts[c]` to `starts[c + 1]`. */
  private readonly starts: Int32Array;
  private readonly bits: Int32Array;
  private readonly steps: Int32Array;
  private readonly known = new Map<string, Float64Array>();
  private readonly lists = new Map<string, PieceLists>();

  constructor(chains: readonly Chain[], extent: number) {
    this.chains = chains;
    this.extent = extent;
    this.slots = new Int32Array(chains.length);
    this.starts = new Int32Array(chains.length + 1);
    const total = chains.reduce((sum, { length }) => sum + length, 0);
    this.bits = new Int32Array(total);
    this.steps = new Int32Array(total);
    let at = 0;
    for (const [c, chain] of chains.entries()) {
      for (const { level, kind, step } of chain) {
        const bit = slotBit(level, kind);
        this.slots[c] = (this.slots[c] ?? 0) | bit;
        this.bits[at] = bit;
        this.steps[at++] = step;
      }
      this.starts[c + 1] = at;
    }
    this.used = this.slots.reduce((all, slots) => all | slots, 0);
  }

  /** Equal keys, equal counts. */
  keyOf(kind: "count" | "sum", { each, whole }: Takes): string {
    const counting = each & this.used & ~whole;
    // An uncut loop inside of all that count leaves their number alone.
    const uncut = whole & this.used & (kind === "count" ? outside(counting) : ~0);
    return `${kind} ${counting} ${uncut}`;
  }

  /** Of pieces, or of their extents in all, per chain. */
  measures(kind: "count" | "sum", takes: Takes): Float64Array {
    const key = this.keyOf(kind, takes);
    const found = this.known.get(key);
    if (found !== undefined) return found;
    const made = new Float64Array(this.chains.length);
    for (let c = 0; c < made.length; c++)
      made[c] = this.measure(this.extent, this.starts[c] ?? 0, this.starts[c + 1] ?? 0, takes, kind === "sum");
    this.known.set(key, made);
    return made;
  }

  private measure(extent: number, from: number, to: number, takes: Takes, isSum: boolean): number {
    let at = from;
    while (at < to && (takes.whole & (this.bits[at] ?? 0)) !== 0) at++;
    if (at >= to) return isSum ? extent : 1;
    const step = this.steps[at] ?? 1;
    const full = Math.floor(extent / step);
    if ((takes.each & (this.bits[at] ?? 0)) === 0)
      return this.measure(full > 0 ? step : extent, at + 1, to, takes, isSum);
    const rest = extent - full * step;
    return (
      (full > 0 ? full * this.measure(step, at + 1, to, takes, isSum) : 0) +
      (rest > 0 ? this.measure(rest, at + 1, to, takes, isSum) : 0)
    );
  }

  /** Which pieces there are, and how often each. */
  pieces(takes: Takes): PieceLists {
    const key = `${takes.each & this.used} ${takes.whole & this.used}`;
    const found = this.lists.get(key) ?? this.listPieces(takes);
    this.lists.set(key, found);
    return found;
  }

  private listPieces(takes: Takes): PieceLists {
    const sizes: number[] = [];
    const starts = new Int32Array(this.chains.length + 1);
    const kinds: number[] = [];
    const counts: number[] = [];
    for (const [c, chain] of this.chains.entries()) {
      for (const [size, count] of piecesOf(this.extent, cutsOf(chain, takes))) {
        if (!sizes.includes(size)) sizes.push(size);
        kinds.push(sizes.indexOf(size));
        counts.push(count);
      }
      starts[c + 1] = kinds.length;
    }
    return { starts, kinds: Int32Array.from(kinds), counts: Float64Array.from(counts), sizes };
  }

  /** True where a temporal loop of the chain stands in one of the slots. */
  turnsIn(chain: number, slots: number): boolean {
    return ((this.slots[chain] ?? 0) & temporalSlots & slots) !== 0;
  }
}

export const cutsOf = (loops: readonly ChainLoop[], { each, whole }: Takes): Cut[] =>
  loops.map(({ level, kind, step }) => {
    const bit = slotBit(level, kind);
    return { step, take: (whole & bit) !== 0 ? "whole" : (each & bit) !== 0 ? "each" : "first" };
  });
