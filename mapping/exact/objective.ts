/**
 * The cost function as sums of products. Every count of `countAccesses` is a product of one factor per group of dimensions, so
 * that latency and energy are linear in such products: forms. What holds by cases (outputs are narrow once nothing is added) is
 * decided by flags, which make a form costlier, never cheaper.
 */
import {
  type Architecture,
  type Bandwidth,
  leakagePerCycle,
  type MacMode,
  operationEnergy,
  type StorageLevel,
} from "../architecture.ts";
import { type Contraction, type Dimension, elementsOf, macsOf, type TensorName, tensorNames } from "../workload.ts";
import { epilogueBitsAt } from "../epilogue.ts";
import { epilogueCycles } from "../vector-cycles.ts";
import type { Placement } from "./placements.ts";

/** Dimensions that share a factor: windows tie an output dimension to its filter dimension. */
export const groups: readonly (readonly Dimension[])[] = [["G"], ["N"], ["K"], ["C"], ["P", "R"], ["Q", "S"]];

/** Counts of one transfer, in the order of their terms. `here` and `below`: distinct outputs at parent and child. */
export const termKinds = [
  "parentTotal",
  "parentBusiest",
  "childTotal",
  "childBusiest",
  "tile",
  "firstTile",
  "hereTotal",
  "hereBusiest",
  "belowTotal",
  "belowBusiest",
] as const;
export type TermKind = (typeof termKinds)[number];
type Scope = "Total" | "Busiest";

/** A tensor's way from one keeper to the next, the MACs one past the last level. */
export interface Leg {
  readonly tensor: TensorName;
  readonly parent: number;
  readonly child: number;
}

export const legsOf = (levels: number, placement: Placement): readonly Leg[] =>
  tensorNames.flatMap(tensor => {
    const keepers = placement.flatMap((kept, level) => (kept.includes(tensor) ? [level] : []));
    return keepers.map((parent, i) => ({ tensor, parent, child: keepers[i + 1] ?? levels }));
  });

/** Three flags per leg: whether outputs at the parent are summed further out, still unfinished, or added by the network. */
export const flagBits = { reducedAbove: 1, partial: 2, networkAdds: 4 } as const;
const flagsPerLeg = 3;

const outputLegs = (legs: readonly Leg[]): readonly Leg[] => legs.filter(({ tensor }) => tensor === "outputs");

/** Where the flags of an outputs leg begin. */
export const flagShift = (legs: readonly Leg[], leg: number): number =>
  flagsPerLeg * outputLegs(legs.slice(0, leg)).length;

export const everyFlag = (legs: readonly Leg[]): number => 2 ** (flagsPerLeg * outputLegs(legs).length) - 1;

/** `constant + Σ coefficient × term`. */
export interface Form {
  readonly constant: number;
  readonly terms: readonly number[];
  readonly coefficients: readonly number[];
}

export interface Objective {
  readonly energy: Form;
  readonly leakage: number;
  /** Cycles = the sum over these of the largest form in each. */
  readonly cycles: readonly (readonly Form[])[];
  /** Bits beyond capacity, per limited level: not above 0 where tiles fit. */
  readonly overflow: readonly { readonly level: number; readonly form: Form }[];
}

export const stepsTerm = (legs: readonly Leg[]): number => legs.length * termKinds.length;
export const termOf = (leg: number, kind: TermKind): number => leg * termKinds.length + termKinds.indexOf(kind);
export const legOfTerm = (term: number): number => Math.floor(term / termKinds.length);

class FormBuilder {
  private constant = 0;
  private readonly coefficients = new Map<number, number>();

  add(term: number, coefficient: number): void {
    if (coefficient !== 0) this.coefficients.set(term, (this.coefficients.get(term) ?? 0) + coefficient);
  }

  addConstant(amount: number): void {
    this.constant += amount;
  }

  finish(scale = 1): Form {
    const entries = [...this.coefficients].filter(([, coefficient]) => coefficient * scale !== 0);
    const constant = this.constant * scale;
    return {
      constant,
      terms: entries.map(([term]) => term),
      coefficients: entries.map(([, coefficient]) => coefficient * scale),
    };
  }
}

interface Context {
  readonly contraction: Contraction;
  readonly architecture: Architecture;
  readonly placement: Placement;
  readonly legs: readonly Leg[];
  readonly flags: number;
}

/** The flags decide the widths; equal to `evaluate` under them. */
export const objectiveOf = (context: Context, mode: MacMode): Objective => {
  const { architecture } = context;
  const leakage = leakagePerCycle(architecture);
  return {
    energy: energyForm(context, mode),
    leakage: leakage.levels.reduce((total, each) => total + each, leakage.other),
    cycles: cycleForms(context, mode),
    overflow: architecture.levels.flatMap((level, index) => {
      const form = overflowForm(context, level, index);
      return form === undefined ? [] : [{ level: index, form }];
    }),
  };
};

const hasFlag = ({ flags, legs }: Context, leg: number, bit: number): boolean =>
  ((flags >> flagShift(legs, leg)) & bit) !== 0;

/** Bits that a level reads and writes, each times a factor. */
const addTraffic = (
  context: Context,
  index: number,
  scope: Scope,
  read: readonly [FormBuilder, number],
  write: readonly [FormBuilder, number],
): void => {
  const { legs, contraction } = context;
  const { bits } = contraction;
  for (const [leg, { tensor, parent, child }] of legs.entries()) {
    const isOutput = tensor === "outputs";
    const width = isOutput ? bits.partialSums : bits[tensor];
    if (parent === index) {
      read[0].add(termOf(leg, `parent${scope}`), width * read[1]);
      if (isOutput) {
        read[0].add(termOf(leg, `here${scope}`), -width * read[1]);
        write[0].add(termOf(leg, `parent${scope}`), width * write[1]);
        if (!hasFlag(context, leg, flagBits.reducedAbove))
          write[0].add(termOf(leg, `here${scope}`), (bits.outputs - width) * write[1]);
      }
    }
    if (child === index) {
      write[0].add(termOf(leg, `child${scope}`), width * write[1]);
      if (isOutput) write[0].add(termOf(leg, `below${scope}`), -width * write[1]);
    }
  }
};

const energyForm = (context: Context, mode: MacMode): Form => {
  const { contraction, architecture } = context;
  const form = new FormBuilder();
  const operations = elementsOf(contraction, "outputs") * contraction.epilogue.operationsPerOutput;
  form.addConstant(macsOf(contraction) * mode.energy);
  form.addConstant(operations * operationEnergy(architecture.vectorUnit, contraction.bits.partialSums));
  for (const [index, { name, access }] of architecture.levels.entries()) {
    const perBit = { read: access.read / access.wordBits, write: access.write / access.wordBits };
    addTraffic(context, index, "Total", [form, perBit.read], [form, perBit.write]);
    form.addConstant(epilogueBitsAt(contraction, architecture.vectorUnit, name) * perBit.read);
  }
  for (const leg of context.legs.keys()) addNetwork(context, leg, form);
  return form.finish();
};

const addNetwork = (context: Context, leg: number, form: FormBuilder): void => {
  const { contraction, architecture, legs } = context;
  const { bits } = contraction;
  const way = legs[leg];
  if (way === undefined) return;
  const { tensor, parent, child } = way;
  const hops = architecture.levels.slice(parent, child).reduce((energy, { fanOut }) => energy + fanOut.hopEnergy, 0);
  if (tensor !== "outputs") {
    form.add(termOf(leg, "childTotal"), bits[tensor] * hops);
    return;
  }
  form.add(termOf(leg, "childTotal"), bits.partialSums * hops);
  if (child < architecture.levels.length) {
    form.add(termOf(leg, "childTotal"), bits.partialSums * hops);
    form.add(termOf(leg, "belowTotal"), -bits.partialSums * hops);
  }
  if (!hasFlag(context, leg, flagBits.networkAdds) && !hasFlag(context, leg, flagBits.reducedAbove))
    form.add(termOf(leg, "hereTotal"), (bits.outputs - bits.partialSums) * hops);
};

/** One form per port, or per direction where they work side by side. */
const portForms = (bandwidth: Bandwidth, fill: (read: FormBuilder, write: FormBuilder) => void): readonly Form[] => {
  const read = new FormBuilder();
  const write = new FormBuilder();
  switch (bandwidth.kind) {
    case "unlimited":
      return [];
    case "shared":
      fill(read, read);
      return [read.finish(1 / bandwidth.total)];
    case "separate":
      fill(read, write);
      return [read.finish(1 / bandwidth.read), write.finish(1 / bandwidth.write)];
  }
};

const cycleForms = (context: Context, mode: MacMode): readonly (readonly Form[])[] => {
  const { contraction, architecture, legs } = context;
  const { vectorUnit, levels, overlap } = architecture;
  const vector = epilogueCycles(contraction, vectorUnit);
  const resources: readonly (readonly Form[])[] = [
    [{ constant: 0, terms: [stepsTerm(legs)], coefficients: [1 / mode.macsPerCycle] }],
    [{ constant: vector, terms: [], coefficients: [] }],
    ...levels.map((level, index) => [
      ...portForms(level.bandwidth, (read, write) => {
        read.addConstant(epilogueBitsAt(contraction, vectorUnit, level.name));
        addTraffic(context, index, "Busiest", [read, 1], [write, 1]);
      }),
      ...exchangeForms(context, index, "childBusiest", ({ child }) => child === index),
    ]),
  ].filter(forms => forms.length > 0);
  const skew: readonly Form[] = [{ constant: architecture.compute.skew ?? 0, terms: [], coefficients: [] }];
  switch (overlap) {
    case "none":
      return [...resources, skew];
    case "perfect":
      return [resources.flat()];
    case "double-buffered":
      return [resources.flat(), ...fillForms(context), skew];
  }
};

/** What exchanging the tensor at rest costs a level, if it is among these legs. */
const exchangeForms = (
  { architecture, legs }: Context,
  index: number,
  kind: "childBusiest" | "tile",
  isMoving: (leg: Leg) => boolean,
): readonly Form[] => {
  const exchange = architecture.levels[index]?.exchange;
  const leg = legs.findIndex(each => each.child === index && each.tensor === exchange?.tensor && isMoving(each));
  if (exchange === undefined || leg === -1) return [];
  return [{ constant: 0, terms: [termOf(leg, kind)], coefficients: [exchange.cycles] }];
};

/** First fill and last drain, level by level; see `latencyOf`. */
const fillForms = (context: Context): readonly (readonly Form[])[] => {
  const { architecture, legs, contraction } = context;
  const steps: (readonly Form[])[] = [];
  for (let child = 1; child < architecture.levels.length; child++)
    for (const upward of [false, true]) {
      const moving = [...legs.entries()].filter(
        ([, leg]) => leg.child === child && (leg.tensor === "outputs") === upward,
      );
      const forms = architecture.levels.flatMap(({ bandwidth }, level) =>
        portForms(bandwidth, (read, write) => {
          for (const [leg, { tensor, parent }] of moving) {
            const isWide = tensor === "outputs" && hasFlag(context, leg, flagBits.partial);
            const width = isWide ? contraction.bits.partialSums : contraction.bits[tensor];
            if (parent === level) (upward ? write : read).add(termOf(leg, "firstTile"), width);
            if (child === level) (upward ? read : write).add(termOf(leg, "tile"), width);
          }
        }),
      );
      const exchanges = exchangeForms(context, child, "tile", ({ tensor }) => (tensor === "outputs") === upward);
      const used = [...forms, ...exchanges].filter(({ terms }) => terms.length > 0);
      if (used.length > 0) steps.push(used);
    }
  return steps;
};

const overflowForm = (context: Context, { capacity, resident = [] }: StorageLevel, index: number): Form | undefined => {
  const { architecture, contraction, legs, placement } = context;
  if (capacity === "unlimited") return undefined;
  const form = new FormBuilder();
  form.addConstant(0 - capacity);
  const copies = architecture.overlap === "double-buffered" && index > 0 ? 2 : 1;
  for (const tensor of placement[index] ?? []) {
    const below = legs.findIndex(leg => leg.tensor === tensor && leg.parent === index);
    const above = legs.findIndex(leg => leg.tensor === tensor && leg.child === index);
    const isWide = tensor === "outputs" && hasFlag(context, below, flagBits.partial);
    const width = copies * (isWide ? contraction.bits.partialSums : contraction.bits[tensor]);
    if (resident.includes(tensor)) {
      const wider = isWide ? Math.max(0, contraction.bits.partialSums - contraction.bits.outputs) : 0;
      form.addConstant(wider * elementsOf(contraction, tensor));
    } else if (above === -1) form.addConstant(width * elementsOf(contraction, tensor));
    else form.add(termOf(above, "tile"), width);
  }
  return form.finish();
};
