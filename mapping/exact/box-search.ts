/** The search under one placement: boxes of rows, one per group, are opened until single rows are left or nothing is to be gained. */
import { evaluate } from "../evaluate.ts";
import { assemble } from "./assemble.ts";
import { at } from "./at.ts";
import type { Boxes } from "./boxes.ts";
import { Candidates } from "./candidates.ts";
import { ScaledForms } from "./compiled.ts";
import type { NestOrder } from "./orders.ts";
import { Opening, unopened } from "./opening.ts";
import { objectiveFor, type Placed } from "./problem.ts";
import { type Bound, leave, type Progress } from "./progress.ts";
import type { GroupTable, Sketch } from "./tables.ts";

/** A nest with a table for each group. */
interface Root extends Bound {
  readonly nest: NestOrder;
  readonly sketches: readonly Sketch[];
}

export class BoxSearch {
  private readonly placed: Placed;
  private readonly progress: Progress;
  private readonly product: Float64Array;
  private readonly forms = new Map<GroupTable, Map<number, ScaledForms>>();
  private readonly opening: Opening;
  private readonly candidates: Candidates[] = [];
  private tables: readonly GroupTable[] = [];
  private nest: NestOrder = [];
  /** In all tables that were made. */
  private values = 0;
  /** Per group. */
  private readonly chosen: Int32Array;

  constructor(placed: Placed, progress: Progress) {
    this.placed = placed;
    this.progress = progress;
    this.product = new Float64Array(placed.columns.terms.length);
    this.opening = new Opening(objectiveFor(placed, 0).energy);
    this.chosen = new Int32Array(placed.makers.length).fill(unopened);
  }

  /** Adds to the front whatever is better under any of the orders. */
  run(nests: readonly NestOrder[]): void {
    const roots = this.rootsOf(nests).sort((a, b) => a.latency * a.energy - b.latency * b.energy);
    for (const root of roots.slice(0, rootsScouted)) for (const weight of weights) this.scout(root, weight);
    for (const root of roots) {
      if (this.progress.incumbents.beats(root.latency, root.energy)) continue;
      if (this.isOver()) {
        leave(this.progress.left, root);
        continue;
      }
      this.enter(root);
      this.open(0, 0, 0);
    }
  }

  /** Orders under which something fits, each with its bound; of those with the same tables the first. */
  private rootsOf(nests: readonly NestOrder[]): Root[] {
    const { makers, columns } = this.placed;
    const ids = new Map<Sketch, number>();
    const known = new Set<string>();
    const forms = new ScaledForms(
      objectiveFor(this.placed, 0),
      Int32Array.from(columns.terms, (_, column) => column),
    );
    return nests.flatMap(nest => {
      const sketches = makers.map(maker => maker.sketchFor(nest));
      for (const sketch of sketches) ids.set(sketch, ids.get(sketch) ?? ids.size);
      const key = sketches.map(sketch => ids.get(sketch)).join(" ");
      if (known.has(key) || sketches.some(({ isEmpty }) => isEmpty)) return [];
      known.add(key);
      this.product.fill(1);
      for (const { outline } of sketches.slice(1))
        for (const [i, value] of outline.entries()) this.product[i] = (this.product[i] ?? 0) * value;
      forms.scale(this.product);
      this.progress.tally.bounded++;
      const fits = forms.measure(at(sketches, 0).outline, 0);
      return fits ? [{ nest, sketches, latency: forms.latency, energy: forms.energy }] : [];
    });
  }

  private enter({ nest, sketches }: Root): void {
    this.nest = nest;
    this.tables = sketches.map(sketch => sketch.open());
    this.chosen.fill(unopened);
    const values = this.placed.makers.reduce((total, maker) => total + maker.values, 0);
    this.progress.tally.bounded += Math.ceil((values - this.values) / valuesPerBound);
    this.values = values;
  }

  private isOver(): boolean {
    return this.progress.tally.bounded > this.progress.budget || this.values > mostValues;
  }

  /** A good mapping to begin with: always the most promising box, without coming back. */
  private scout(root: Root, weight: number): void {
    this.enter(root);
    let [cell, flags] = [0, 0];
    for (
      let group = this.opening.next(this.tables, this.chosen);
      group >= 0;
      group = this.opening.next(this.tables, this.chosen)
    ) {
      const found = this.inside(group, 0, cell, flags);
      const best = mostPromising(found, weight);
      if (best < 0) return;
      this.chosen[group] = found.boxes[best] ?? 0;
      cell = found.cells[best] ?? 0;
      flags = found.flags[best] ?? 0;
    }
    this.arrive(flags);
  }

  private open(depth: number, cell: number, flags: number): void {
    const group = this.opening.next(this.tables, this.chosen);
    if (group < 0) {
      this.arrive(flags);
      return;
    }
    const { incumbents } = this.progress;
    const before = this.chosen[group] ?? unopened;
    const { boxes, cells, flags: raised, latencies, energies, length } = this.inside(group, depth, cell, flags);
    for (let i = 0; i < length; i++) {
      const [latency, energy] = [latencies[i] ?? 0, energies[i] ?? 0];
      if (i > 0 && incumbents.beats(latency, energy)) continue;
      if (this.isOver()) {
        leave(this.progress.left, { latency, energy });
        continue;
      }
      this.chosen[group] = boxes[i] ?? 0;
      this.open(depth + 1, cells[i] ?? 0, raised[i] ?? 0);
    }
    this.chosen[group] = before;
  }

  /** Boxes directly inside of the group's that may add to the front. */
  private inside(group: number, depth: number, cell: number, flags: number): Candidates {
    const found = this.candidates[depth] ?? new Candidates();
    this.candidates[depth] = found;
    found.clear();
    const { boxes } = at(this.tables, group);
    const box = this.chosen[group] ?? unopened;
    if (box !== unopened) {
      boxes.open(box);
      const forms = this.scaledForms(group, cell, flags);
      for (let inner = boxes.from[box] ?? 0; inner < (boxes.to[box] ?? 0); inner++)
        this.judge(found, forms, boxes, inner, cell, flags);
      return found;
    }
    this.insideTable(found, group, cell, flags);
    return found;
  }

  private insideTable(found: Candidates, group: number, cell: number, flags: number): void {
    const { boxes, segments } = at(this.tables, group);
    const { next, cells } = this.placed.problem.fanOuts;
    let forms: ScaledForms | undefined;
    let [scaledCell, scaledFlags] = [-1, -1];
    for (const segment of segments) {
      const left = next[cell * cells + segment.cell] ?? -1;
      if (left < 0) continue;
      const raised = flags | segment.flags;
      if (forms === undefined || left !== scaledCell || raised !== scaledFlags)
        forms = this.scaledForms(group, left, raised);
      [scaledCell, scaledFlags] = [left, raised];
      this.judge(found, forms, boxes, segment.box, left, raised);
    }
  }

  private judge(found: Candidates, forms: ScaledForms, boxes: Boxes, box: number, cell: number, flags: number): void {
    const { tally, incumbents } = this.progress;
    tally.bounded++;
    if (forms.measure(boxes.values, box * boxes.width) && !incumbents.beats(forms.latency, forms.energy))
      found.insert(box, cell, flags, forms.latency, forms.energy);
  }

  /** The cost as a function of one group's row, all others at their best. */
  private scaledForms(group: number, cell: number, flags: number): ScaledForms {
    const { product, tables, chosen } = this;
    product.fill(1);
    for (let other = 0; other < tables.length; other++) {
      if (other === group) continue;
      const { boxes, best, columnOf } = at(tables, other);
      const box = chosen[other] ?? unopened;
      const values = box === unopened ? best.values : boxes.values;
      const offset = box === unopened ? best.at(cell) : box * boxes.width;
      for (let i = 0; i < product.length; i++)
        product[i] = (product[i] ?? 0) * (values[offset + (columnOf[i] ?? 0)] ?? 0);
    }
    const forms = this.formsFor(at(tables, group), flags);
    forms.scale(product);
    return forms;
  }

  private formsFor(table: GroupTable, flags: number): ScaledForms {
    const ofTable = this.forms.get(table) ?? new Map<number, ScaledForms>();
    this.forms.set(table, ofTable);
    const forms = ofTable.get(flags) ?? new ScaledForms(objectiveFor(this.placed, flags), table.columnOf);
    ofTable.set(flags, forms);
    return forms;
  }

  /** Every group has come down to one row. */
  private arrive(flags: number): void {
    const { incumbents, tally } = this.progress;
    tally.considered++;
    const forms = this.scaledForms(0, 0, flags);
    const { boxes } = at(this.tables, 0);
    if (!forms.measure(boxes.values, (this.chosen[0] ?? 0) * boxes.width)) return;
    const { placement, problem } = this.placed;
    const { nest } = this;
    const cuttings = this.tables.map(({ cuttingOf }, group) => cuttingOf(this.chosen[group] ?? 0));
    const { latency, energy } = forms.isOnEdge(boxes.values, (this.chosen[0] ?? 0) * boxes.width)
      ? evaluate(problem.contraction, problem.architecture, assemble(cuttings, nest, placement))
      : forms;
    incumbents.offer({ latency, energy, cuttings, nest, placement });
  }
}

const rootsScouted = 12;
/** Numbers in tables that are made in the time of one bound. */
const valuesPerBound = 64;
/** Tables of one placement take at most some hundreds of megabytes. */
const mostValues = 6e7;
/** Of latency beside energy. */
const weights = [0.5, 1, 0, 0.8, 0.2];

const mostPromising = ({ length, latencies, energies }: Candidates, weight: number): number => {
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < length; i++) {
    const score = weight * Math.log(latencies[i] ?? 0) + (1 - weight) * Math.log(energies[i] ?? 0);
    if (score < least) {
      least = score;
      best = i;
    }
  }
  return best;
};
