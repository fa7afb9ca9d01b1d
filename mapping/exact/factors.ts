/** What each way of cutting a group of dimensions contributes to every term, under an order of the nest. */
import { at as itemAt } from "./at.ts";
import type { Architecture } from "../architecture.ts";
import { countTransfer } from "../count.ts";
import { type Cut, piecesOf, slidingSum } from "../pieces.ts";
import { type Contraction, type Dimension, dimensions, isRelevant } from "../workload.ts";
import type { ChainLoop } from "./chains.ts";
import { flagBits, type Leg, type TermKind } from "./objective.ts";
import type { NestOrder } from "./orders.ts";

/** A chain for each dimension of a group, in one list, outermost first. */
export type Cutting = readonly ChainLoop[];

/** How a leg's counts see an order: which loops are at rest, and along which loop inputs slide. */
export interface View {
  /** Bit per level whose loops over irrelevant dimensions count once. */
  readonly resting: number;
  readonly slides?: { readonly level: number; readonly dimension: Dimension };
}

export const viewOf = ({ tensor, child }: Leg, nest: NestOrder): View => {
  if (child === nest.length) return { resting: 0 };
  let resting = 0;
  for (let level = child - 1; level >= 0; level--) {
    const order = nest[level];
    if (order === undefined) break;
    const isTransparent = order.transparentTo.includes(tensor);
    if (isTransparent || order.rests === tensor) resting |= 1 << level;
    if (isTransparent) continue;
    return tensor === "inputs" && order.slides !== undefined
      ? { resting, slides: { level, dimension: order.slides } }
      : { resting };
  }
  return { resting };
};

/** The view as far as loops over these dimensions see it, so that equal views are computed once. */
export const viewOfGroup = (group: readonly Dimension[], { tensor }: Leg, { resting, slides }: View): View => {
  const rests = group.some(dimension => !isRelevant(tensor, dimension));
  const isOwn = slides !== undefined && group.includes(slides.dimension);
  return { resting: rests ? resting : 0, ...(isOwn ? { slides } : {}) };
};

/** True where a loop counts with all its pieces, false where only with the first. */
type CountsEach = (loop: ChainLoop) => boolean;

/** The rules of `countTransfer`, as far as a loop can be judged alone. */
const ruleFor = (
  { tensor, parent, child }: Leg,
  kind: TermKind,
  { resting }: View,
  { levels }: Architecture,
): CountsEach => {
  const turns = ({ level, dimension }: ChainLoop): boolean =>
    ((resting >> level) & 1) === 0 || isRelevant(tensor, dimension);
  const meets = ({ level, dimension }: ChainLoop): boolean => {
    const fanOut = levels[level]?.fanOut;
    return !isRelevant(tensor, dimension) && (tensor === "outputs" ? fanOut?.reduces : fanOut?.multicasts) === true;
  };
  const changes = ({ dimension }: ChainLoop): boolean => isRelevant(tensor, dimension);
  switch (kind) {
    case "parentTotal":
      return loop => loop.level < child && (loop.spatial ? loop.level < parent || !meets(loop) : turns(loop));
    case "parentBusiest":
      return loop => loop.level < child && (loop.spatial ? loop.level >= parent && !meets(loop) : turns(loop));
    case "childTotal":
      return loop => loop.level < child && (loop.spatial || turns(loop));
    case "childBusiest":
      return loop => loop.level < child && !loop.spatial && turns(loop);
    case "tile":
      return () => false;
    case "firstTile":
      return loop => loop.level < child && loop.spatial && loop.level >= parent && !meets(loop);
    case "hereTotal":
      return loop => loop.level < parent && (loop.spatial || changes(loop));
    case "hereBusiest":
      return loop => loop.level < parent && !loop.spatial && changes(loop);
    case "belowTotal":
      return loop => loop.level < child && (loop.spatial || changes(loop));
    case "belowBusiest":
      return loop => loop.level < child && !loop.spatial && changes(loop);
  }
};

/** Loops further in do not cut what the count is about. */
const reach = ({ parent, child }: Leg, kind: TermKind): number =>
  kind === "hereTotal" || kind === "hereBusiest" ? parent : child;

/** Pieces that loops outside of level `limit` leave. */
const countPieces = (extent: number, loops: Cutting, each: CountsEach, at: number, limit: number): number => {
  const loop = loops[at];
  if (loop === undefined || loop.level >= limit) return 1;
  const full = Math.floor(extent / loop.step);
  if (!each(loop)) return countPieces(full > 0 ? loop.step : extent, loops, each, at + 1, limit);
  const rest = extent - full * loop.step;
  return (
    (full > 0 ? full * countPieces(loop.step, loops, each, at + 1, limit) : 0) +
    (rest > 0 ? countPieces(rest, loops, each, at + 1, limit) : 0)
  );
};

/** Their extents in all. */
const sumPieces = (extent: number, loops: Cutting, each: CountsEach, at: number, limit: number): number => {
  const loop = loops[at];
  if (loop === undefined || loop.level >= limit) return extent;
  const full = Math.floor(extent / loop.step);
  if (!each(loop)) return sumPieces(full > 0 ? loop.step : extent, loops, each, at + 1, limit);
  const rest = extent - full * loop.step;
  return (
    (full > 0 ? full * sumPieces(loop.step, loops, each, at + 1, limit) : 0) +
    (rest > 0 ? sumPieces(rest, loops, each, at + 1, limit) : 0)
  );
};

/** All cuttings of one group of dimensions, and their factors, computed once per term and view. */
export class GroupFactors {
  readonly cuttings: readonly Cutting[];
  readonly group: readonly Dimension[];
  private readonly contraction: Contraction;
  private readonly architecture: Architecture;
  /** Per dimension of the group, each cutting's loops over it. */
  private readonly along: readonly (readonly Cutting[])[];
  private readonly extents: readonly number[];
  private readonly sharesWindows: boolean;
  private readonly known = new Map<string, Float64Array>();

  constructor(
    contraction: Contraction,
    architecture: Architecture,
    group: readonly Dimension[],
    cuttings: readonly Cutting[],
  ) {
    const alone = dimensions.map(each => [each, group.includes(each) ? contraction.bounds[each] : 1]);
    this.contraction = { ...contraction, bounds: Object.fromEntries(alone) as Contraction["bounds"] };
    this.architecture = architecture;
    this.group = group;
    this.cuttings = cuttings;
    this.extents = group.map(dimension => contraction.bounds[dimension]);
    this.along = group.map(dimension => cuttings.map(cutting => cutting.filter(loop => loop.dimension === dimension)));
    this.sharesWindows = group.length > 1 && architecture.levels.some(({ fanOut }) => fanOut.sharesWindows);
  }

  /** MAC steps of the busiest instance, per cutting. */
  steps(): Float64Array {
    return this.remembered("steps", row =>
      this.group.reduce((steps, _, at) => steps * this.count(row, at, ({ spatial }) => !spatial), 1),
    );
  }

  /** One factor per cutting. The view must be the group's own. */
  column(leg: Leg, kind: TermKind, view: View): Float64Array {
    const key = `${kind} ${leg.tensor} ${leg.parent} ${leg.child} ${view.resting} ${view.slides?.level} ${view.slides?.dimension}`;
    const each = ruleFor(leg, kind, view, this.architecture);
    const limit = reach(leg, kind);
    return this.remembered(key, row => this.factor(leg, kind, view, each, limit, row));
  }

  /** Flags that each cutting raises, for an outputs leg. */
  flags(leg: Leg, view: View): Uint8Array {
    const atParent = this.column(leg, "parentTotal", view);
    const atChild = this.column(leg, "childTotal", view);
    const here = this.column(leg, "hereTotal", view);
    return Uint8Array.from(this.cuttings, (cutting, row) => {
      const isReducedAbove = cutting.some(
        ({ spatial, level, dimension }) => spatial && level < leg.parent && !isRelevant("outputs", dimension),
      );
      return (
        (isReducedAbove ? flagBits.reducedAbove : 0) |
        (isReducedAbove || atParent[row] !== here[row] ? flagBits.partial : 0) |
        (atChild[row] === atParent[row] ? 0 : flagBits.networkAdds)
      );
    });
  }

  private remembered(key: string, factor: (row: number) => number): Float64Array {
    const found = this.known.get(key) ?? Float64Array.from(this.cuttings, (_, row) => factor(row));
    this.known.set(key, found);
    return found;
  }

  private loopsAlong(index: number, row: number): Cutting {
    return itemAt(itemAt(this.along, index), row);
  }

  private count(row: number, index: number, each: CountsEach): number {
    return countPieces(this.extents[index] ?? 1, this.loopsAlong(index, row), each, 0, Number.POSITIVE_INFINITY);
  }

  private factor(leg: Leg, kind: TermKind, view: View, each: CountsEach, limit: number, row: number): number {
    if (leg.tensor !== "inputs" || this.group.length === 1) {
      let product = 1;
      for (const [index, dimension] of this.group.entries()) {
        const measure = isRelevant(leg.tensor, dimension) ? sumPieces : countPieces;
        product *= measure(this.extents[index] ?? 1, this.loopsAlong(index, row), each, 0, limit);
      }
      return product;
    }
    if (this.sharesWindows) return this.counted(leg, kind, view, row);
    const slid = view.slides === undefined || isStill(kind) ? undefined : this.slid(view, each, limit, row);
    if (slid !== undefined) return slid;
    const [outputExtent = 1, tapExtent = 1] = this.extents;
    const [outputs, taps] = [this.loopsAlong(0, row), this.loopsAlong(1, row)];
    return this.windows(
      countPieces(outputExtent, outputs, each, 0, limit),
      sumPieces(outputExtent, outputs, each, 0, limit),
      countPieces(tapExtent, taps, each, 0, limit),
      sumPieces(tapExtent, taps, each, 0, limit),
    );
  }

  private get axis(): 0 | 1 {
    return this.group.includes("P") ? 0 : 1;
  }

  /** Sum over all pairs of pieces of the window's extent. */
  private windows(outputs: number, outputSum: number, taps: number, tapSum: number): number {
    const stride = this.contraction.strides[this.axis];
    const dilation = this.contraction.dilations[this.axis];
    return stride * (outputSum - outputs) * taps + dilation * (tapSum - taps) * outputs + outputs * taps;
  }

  /** Undefined where no such loop is there to slide along. */
  private slid({ slides }: View, each: CountsEach, limit: number, row: number): number | undefined {
    const index = this.group.findIndex(dimension => dimension === slides?.dimension);
    const [windows, axis] = [this.contraction, this.axis];
    const within = (which: number): Cutting => this.loopsAlong(which, row).filter(({ level }) => level < limit);
    const [loops, others] = [within(index), within(1 - index)];
    const mover = loops.findIndex(loop => !loop.spatial && loop.level === slides?.level);
    const found = loops[mover];
    if (found === undefined) return undefined;
    const cuts = (list: Cutting): Cut[] => list.map(loop => ({ step: loop.step, take: each(loop) ? "each" : "first" }));
    const before = piecesOf(this.extents[index] ?? 1, cuts(loops.slice(0, mover)));
    const other = piecesOf(this.extents[1 - index] ?? 1, cuts(others));
    const moves = index === 0 ? "outputs" : "taps";
    return slidingSum({ windows, axis, moves, before, step: found.step, after: cuts(loops.slice(mover + 1)), other });
  }

  /** The general way: neighbours that share windows are judged together. */
  private counted(leg: Leg, kind: TermKind, { slides }: View, row: number): number {
    const { contraction, architecture } = this;
    const loops = this.cuttings[row] ?? [];
    const mover = loops.find(
      loop => !loop.spatial && loop.level === slides?.level && loop.dimension === slides.dimension,
    );
    const rules = { temporal: () => "each" as const, ...(mover === undefined ? {} : { mover }) };
    const { sent, received, tile, firstTile } = countTransfer({ contraction, architecture, loops, ...leg }, rules);
    switch (kind) {
      case "parentTotal":
        return sent.total;
      case "parentBusiest":
        return sent.busiest;
      case "childTotal":
        return received.total;
      case "childBusiest":
        return received.busiest;
      case "tile":
        return tile;
      case "firstTile":
        return firstTile;
      default:
        return 0;
    }
  }
}

/** Counts of single tiles, which do not move. */
const isStill = (kind: TermKind): boolean => kind === "tile" || kind === "firstTile";
