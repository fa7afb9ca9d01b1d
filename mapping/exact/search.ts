/**
 * Branch and bound over the whole mapspace: for every placement and order of the nest, one cutting per group of dimensions.
 * A partial choice is left as soon as the best of what remains, column by column, cannot add to the front found so far.
 */
import { at } from "./at.ts";
import { evaluate } from "../evaluate.ts";
import { assemble } from "./assemble.ts";
import { ScaledForms } from "./compiled.ts";
import type { Cutting } from "./factors.ts";
import { Incumbents } from "./incumbents.ts";
import { type NestOrder, nestOrders } from "./orders.ts";
import { placementsOf } from "./placements.ts";
import { objectiveFor, type Placed, placedOf, type Problem } from "./problem.ts";
import type { GroupTable, Segment } from "./tables.ts";
import { type Tree, treeOf } from "./tree.ts";

export interface Tally {
  /** Mappings whose cost was computed. */
  considered: number;
  /** Bounds computed, the measure of work. */
  bounded: number;
}

export interface Found {
  readonly incumbents: Incumbents;
  readonly tally: Tally;
  /** False where the work budget ran out. */
  readonly isComplete: boolean;
  /** No mapping is faster, none takes less energy: infinite where none fits. */
  readonly bound: { readonly latency: number; readonly energy: number };
}

/** Looks at no more than `budget` bounds. */
export const search = (problem: Problem, budget = Number.POSITIVE_INFINITY): Found => {
  const incumbents = new Incumbents();
  const tally: Tally = { considered: 0, bounded: 0 };
  const bound = { latency: Number.POSITIVE_INFINITY, energy: Number.POSITIVE_INFINITY };
  for (const placement of placementsOf(problem.architecture)) {
    const placed = placedOf(problem, placement);
    const tree = treeOf(placed, nestOrders(problem.contraction, problem.architecture, placement));
    if (tree === undefined) continue;
    const least = new TreeSearch(placed, incumbents, tally, budget).run(tree);
    bound.latency = Math.min(bound.latency, least.latency);
    bound.energy = Math.min(bound.energy, least.energy);
  }
  return { incumbents, tally, isComplete: tally.bounded <= budget, bound };
};

interface Measured {
  readonly latency: number;
  readonly energy: number;
  /** Rounding decides the latency. */
  readonly isOnEdge: boolean;
}

/** A partial choice with its bounds; once complete, its costs. */
interface Probe extends Measured {
  readonly tree: Tree;
  readonly cell: number;
  readonly flags: number;
  readonly product: Float64Array;
  readonly chosen: readonly Cutting[];
}

const probesKept = 10;

/** The fastest, the cheapest, and those with the least product of both. */
const mostPromising = (probes: readonly Probe[]): readonly Probe[] => {
  const orders: readonly ((a: Probe, b: Probe) => number)[] = [
    (a, b) => a.latency - b.latency || a.energy - b.energy,
    (a, b) => a.energy - b.energy || a.latency - b.latency,
    (a, b) => a.latency * a.energy - b.latency * b.energy,
  ];
  return [...new Set(orders.flatMap(order => probes.toSorted(order).slice(0, probesKept)))];
};

class TreeSearch {
  private readonly placed: Placed;
  private readonly incumbents: Incumbents;
  private readonly tally: Tally;
  private readonly budget: number;
  private readonly width: number;
  /** Products of the chosen rows, per depth. */
  private readonly products: Float64Array[];
  private readonly chosen: Cutting[] = [];
  /** By depth and flags. */
  private readonly forms: Map<number, ScaledForms>[];

  constructor(placed: Placed, incumbents: Incumbents, tally: Tally, budget: number) {
    this.placed = placed;
    this.incumbents = incumbents;
    this.tally = tally;
    this.budget = budget;
    this.width = placed.columns.terms.length;
    this.products = [...placed.makers, undefined].map(() => new Float64Array(this.width).fill(1));
    this.forms = placed.makers.map(() => new Map<number, ScaledForms>());
  }

  /** Adds to the front; returns what no mapping of the tree goes below. */
  run(tree: Tree): { readonly latency: number; readonly energy: number } {
    const forms = this.formsFor(0, 0);
    forms.scale(at(this.products, 0), tree.rest, 0);
    if (!forms.measure(at(this.products, 0), 0))
      return { latency: Number.POSITIVE_INFINITY, energy: Number.POSITIVE_INFINITY };
    const { latency, energy } = forms;
    this.scout(tree);
    this.descend(tree, 0, 0, 0);
    return { latency, energy };
  }

  /** Good mappings to begin with: at each depth only the most promising choices are followed. */
  private scout(root: Tree): void {
    const product = at(this.products, 0);
    let ends: readonly Probe[] = [
      { tree: root, cell: 0, flags: 0, product, chosen: [], latency: 0, energy: 0, isOnEdge: false },
    ];
    for (let depth = 0; depth < this.placed.makers.length; depth++)
      ends = mostPromising(ends.flatMap(end => this.probe(end, depth)));
    for (const end of ends) if (end.tree.nest !== undefined) this.offer(end, end.tree.nest, end.chosen);
  }

  /** Per segment, the next choices with the least bounds. */
  private probe(end: Probe, depth: number): Probe[] {
    const { next, cells } = this.placed.problem.fanOuts;
    const found: Probe[] = [];
    for (const { table, below } of end.tree.edges)
      for (const segment of table.segments) {
        const left = next[end.cell * cells + segment.cell] ?? 0;
        if (left < 0) continue;
        const flags = end.flags | segment.flags;
        const forms = this.formsFor(depth, flags);
        forms.scale(end.product, below.rest, left * this.width);
        const best = [-1, -1, -1];
        const least = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
        for (let row = segment.from; row < segment.to; row++) {
          if (this.isHopeless(forms, table.values, row * this.width)) continue;
          const { latency, energy } = forms;
          for (const [i, wanted] of [latency, energy, latency * energy].entries())
            if (wanted < (least[i] ?? 0)) {
              least[i] = wanted;
              best[i] = row;
            }
        }
        for (const row of new Set(best)) {
          if (row < 0) continue;
          forms.measure(table.values, row * this.width);
          const product = end.product.map((value, i) => value * (table.values[row * this.width + i] ?? 0));
          const { latency, energy } = forms;
          const chosen = [...end.chosen, at(table.cuttings, row)];
          const isOnEdge = forms.isOnEdge();
          found.push({ tree: below, cell: left, flags, product, chosen, latency, energy, isOnEdge });
        }
      }
    return found;
  }

  private formsFor(depth: number, flags: number): ScaledForms {
    const known = this.forms[depth]?.get(flags);
    if (known !== undefined) return known;
    const made = new ScaledForms(objectiveFor(this.placed, flags));
    this.forms[depth]?.set(flags, made);
    return made;
  }

  /** True where no mapping at or above this row of columns fits and adds to the front. */
  private isHopeless(forms: ScaledForms, row: Float64Array, offset: number): boolean {
    this.tally.bounded++;
    return !forms.measure(row, offset) || this.incumbents.beats(forms.latency, forms.energy);
  }

  private descend(tree: Tree, depth: number, cell: number, flags: number): void {
    if (tree.nest !== undefined) {
      this.arrive(tree.nest, depth - 1, flags);
      return;
    }
    const product = at(this.products, depth);
    const { next, cells } = this.placed.problem.fanOuts;
    if (this.tally.bounded > this.budget) return;
    for (const { table, below } of tree.edges) {
      const whole = this.formsFor(depth, flags);
      whole.scale(product, below.rest, cell * this.width);
      if (tree.edges.length > 1 && this.isHopeless(whole, table.best, cell * this.width)) continue;
      for (const segment of table.segments) {
        const left = next[cell * cells + segment.cell] ?? 0;
        if (left < 0) continue;
        const forms = this.formsFor(depth, flags | segment.flags);
        forms.scale(product, below.rest, left * this.width);
        if (segment.to > segment.from + 1 && this.isHopeless(forms, segment.best, 0)) continue;
        this.visit(table, segment, below, depth, left, flags | segment.flags);
      }
    }
  }

  private visit(
    table: GroupTable,
    { from, to }: Segment,
    below: Tree,
    depth: number,
    left: number,
    flags: number,
  ): void {
    const { width } = this;
    const { values } = table;
    const forms = this.formsFor(depth, flags);
    const product = at(this.products, depth);
    const extended = at(this.products, depth + 1);
    for (let row = from; row < to; row++) {
      if (this.isHopeless(forms, values, row * width)) continue;
      for (let i = 0; i < width; i++) extended[i] = (product[i] ?? 0) * (values[row * width + i] ?? 0);
      this.chosen[depth] = at(table.cuttings, row);
      this.descend(below, depth + 1, left, flags);
    }
  }

  /** The last row that was measured completed a mapping. */
  private arrive(nest: NestOrder, depth: number, flags: number): void {
    this.tally.considered++;
    const forms = this.formsFor(depth, flags);
    const { latency, energy } = forms;
    this.offer({ latency, energy, isOnEdge: forms.isOnEdge() }, nest, this.chosen);
  }

  private offer({ latency, energy, isOnEdge }: Measured, nest: NestOrder, chosen: readonly Cutting[]): void {
    const { placement, problem } = this.placed;
    const found = { cuttings: [...chosen], nest, placement };
    if (!isOnEdge) {
      this.incumbents.offer({ latency, energy, ...found });
      return;
    }
    const cost = evaluate(problem.contraction, problem.architecture, assemble(chosen, nest, placement));
    this.incumbents.offer({ latency: cost.latency, energy: cost.energy, ...found });
  }
}
