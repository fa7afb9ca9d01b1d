/**
 * The search over designs, exact by branch and bound: each design has figures that it cannot go below, found without mapping
 * anything. Designs whose bounds break a limit, or are no better than what was found, are left unmapped.
 */
import { ParetoSet, type Scored } from "../archive/pareto-set.ts";
import { type Demands, isWithin, rounding, scoresOf } from "./demands.ts";
import type { Figures } from "./figures.ts";

/** What the search asks of the designs. */
export interface Designs<Found extends Scored> {
  /** Designs are told apart by their position, 0 to `count` − 1. */
  readonly count: number;
  /**
   * Figures that it can't be better than, as good as it takes to see which demands they break; undefined where no such machine
   * can be built.
   */
  bound(design: number, demands: Demands): Figures | undefined;
  /**
   * Its best choices within the limits. May give up, and return undefined, as soon as tighter bounds are hopeless.
   */
  evaluate(design: number, demands: Demands, isHopeless: (bound: Figures) => boolean): Evaluation<Found> | undefined;
}

export interface Evaluation<Found> {
  readonly front: readonly Found[];
  /** False where something better may have been missed. */
  readonly exact: boolean;
}

/** What became of all the designs; the counts add up to the whole space. */
export interface Covered {
  readonly designs: number;
  /** Cannot be built, or hold no mapping of a layer. */
  readonly impossible: number;
  /** Bounds break a limit. */
  readonly overLimits: number;
  /** No better than what was found, or beyond a limit, by bounds before mapping or in the midst of it. */
  readonly beaten: number;
  /** Mapped to the end. */
  readonly evaluated: number;
  /** Left when the budget ran out. */
  readonly unseen: number;
}

export interface SearchResult<Found> {
  readonly front: readonly Found[];
  /** True where no other design of the space is better. */
  readonly exact: boolean;
  readonly covered: Covered;
}

export interface SearchOptions {
  /** How many designs may be evaluated. */
  readonly budget?: number;
  /** Any design within the limits will do. */
  readonly stopAtFirst?: boolean;
  /** Called as designs are decided. */
  readonly onProgress?: (covered: Covered) => void;
}

/** The front over all designs of the goals' values within the limits; of equals the one that comes first in the search. */
export const searchDesigns = <Found extends Scored>(
  designs: Designs<Found>,
  demands: Demands,
  options: SearchOptions = {},
): SearchResult<Found> => new Search(designs, demands, options).run();

interface Candidate {
  readonly design: number;
  readonly promise: number;
}

class Search<Found extends Scored> {
  private readonly designs: Designs<Found>;
  private readonly demands: Demands;
  private readonly options: SearchOptions;
  private readonly best = new ParetoSet<Found>(rounding);
  private readonly covered: { -readonly [K in keyof Covered]: Covered[K] };
  private isExact = true;

  constructor(designs: Designs<Found>, demands: Demands, options: SearchOptions) {
    this.designs = designs;
    this.demands = demands;
    this.options = options;
    this.covered = { designs: designs.count, impossible: 0, overLimits: 0, beaten: 0, evaluated: 0, unseen: 0 };
  }

  run(): SearchResult<Found> {
    for (const { design } of this.candidates()) {
      this.covered[this.decide(design)]++;
      this.options.onProgress?.(this.covered);
    }
    const { covered, best, isExact } = this;
    return { front: best.front(), exact: isExact && covered.unseen === 0, covered };
  }

  /** Designs with the least product of their goals' bounds come first: they are the likeliest to beat others. */
  private candidates(): readonly Candidate[] {
    const { demands } = this;
    const candidates: Candidate[] = [];
    for (let design = 0; design < this.designs.count; design++) {
      const bound = this.designs.bound(design, this.demands);
      if (bound === undefined) this.covered.impossible++;
      else if (isWithin(demands, bound)) candidates.push({ design, promise: promiseOf(demands, bound) });
      else this.covered.overLimits++;
    }
    return candidates.sort((a, b) => a.promise - b.promise || a.design - b.design);
  }

  /** What becomes of a design; its bound may be tighter by now. */
  private decide(design: number): "beaten" | "evaluated" | "unseen" | "overLimits" {
    const { demands, best, covered, options } = this;
    if (options.stopAtFirst === true && !best.isEmpty()) return "unseen";
    const bound = this.designs.bound(design, this.demands);
    if (bound === undefined || best.beats(scoresOf(demands, bound))) return "beaten";
    if (!isWithin(demands, bound)) return "overLimits";
    if (covered.evaluated >= (options.budget ?? Infinity)) return "unseen";
    const evaluation = this.designs.evaluate(
      design,
      demands,
      figures => !isWithin(demands, figures) || best.beats(scoresOf(demands, figures)),
    );
    if (evaluation === undefined) return "beaten";
    this.isExact &&= evaluation.exact;
    for (const found of evaluation.front) best.offer(found);
    return "evaluated";
  }
}

const promiseOf = (demands: Demands, bound: Figures): number =>
  scoresOf(demands, bound).reduce((sum, value) => sum + Math.sign(value) * Math.log1p(Math.abs(value)), 0);
