/** The designs that a specification leaves open, as numbers: an index stands for one choice at every place. */
import { settingsOfSizes, type Sizes } from "../../accelerators/sizes.ts";
import type { Design } from "../../accelerators/targets.ts";
import type { TechnologyName } from "../../accelerators/technology/index.ts";
import { type AcceleratorTemplate, settingFaults } from "../../accelerators/template.ts";
import { type TemplateName, templates } from "../../accelerators/templates/index.ts";
import type { Precision } from "../../mapping/workload.ts";
import { CompileError, type Diagnostic, InternalError } from "../../support/diagnostic.ts";
import { sizeOf, valuesOf } from "../spec/domain.ts";
import type { AcceleratorSlot, AsicTarget, SpecQuantize, Total } from "../spec/spec.ts";
import { clockMissing, spaceTooLarge, slotNeverFits } from "./messages.ts";

/** One way to make the accelerator of a slot. */
export interface SlotChoice {
  readonly slot: string;
  readonly template: TemplateName;
  /** As the specification has them; places that it leaves out are not here. */
  readonly parameters: Readonly<Record<string, number>>;
}

export interface ChipSpace {
  readonly technology: TechnologyName;
  readonly target: Pick<AsicTarget, "clock" | "dram" | "totals">;
  readonly precisions: readonly Precision[];
  /** Per slot, in the order written: the first parameter turns slowest. */
  readonly slots: readonly (readonly SlotChoice[])[];
  /** Of all combinations, those that break a total included. */
  readonly count: number;
}

export interface ChipPoint {
  readonly precision: Precision;
  /** Per slot that the chip has: those of 0 processing elements are left out. */
  readonly slots: readonly SlotChoice[];
}

/** More designs are not listed one by one. */
export const mostDesigns = 2 ** 20;

export const accumulatorBits = 32;
/** Where the specification says nothing, as the named targets have it. */
export const defaultBits = 8;

/** @throws CompileError where the space is too large to be searched, or its accelerators have no clock in common. */
export const chipSpaceOf = (target: AsicTarget, technology: TechnologyName, quantize: SpecQuantize): ChipSpace => {
  const counts = target.accelerators.map(slot => ({ slot: slot.name, choices: choiceCount(slot) }));
  const precisions = precisionsOf(quantize, { weightBits: defaultBits, activationBits: defaultBits });
  const count = counts.reduce((product, { choices }) => product * choices, precisions.length);
  if (count > mostDesigns) throw new CompileError([spaceTooLarge(count, mostDesigns, counts)]);
  if (target.clock === undefined && target.accelerators.length > 1) throw new CompileError([clockMissing()]);
  const slots = target.accelerators.map(choicesOf);
  const space = { technology, target, precisions, slots, count };
  const faults = slots.flatMap(choices => hopelessSlot(space, choices));
  if (faults.length > 0) throw new CompileError(faults);
  return space;
};

/** Every pair of the widths that are open. */
export const precisionsOf = (
  { weights, activations }: SpecQuantize,
  assumed: Pick<Precision, "weightBits" | "activationBits">,
): readonly Precision[] => {
  const ofWeights = weights === undefined ? [assumed.weightBits] : valuesOf<number>(weights);
  const ofActivations = activations === undefined ? [assumed.activationBits] : valuesOf<number>(activations);
  return ofWeights.flatMap(weightBits =>
    ofActivations.map(activationBits => ({ weightBits, activationBits, accumulatorBits })),
  );
};

/** The same chips at these precisions alone. */
export const atPrecisions = (space: ChipSpace, precisions: readonly Precision[]): ChipSpace => ({
  ...space,
  precisions,
  count: (space.count / space.precisions.length) * precisions.length,
});

const choiceCount = ({ template, parameters }: AcceleratorSlot): number =>
  Object.values(parameters).reduce((product, domain) => product * sizeOf(domain), sizeOf(template));

const choicesOf = ({ name, template, parameters }: AcceleratorSlot): readonly SlotChoice[] => {
  let combinations: readonly Readonly<Record<string, number>>[] = [{}];
  for (const [parameter, domain] of Object.entries(parameters))
    combinations = combinations.flatMap(chosen => valuesOf(domain).map(value => ({ ...chosen, [parameter]: value })));
  return valuesOf(template).flatMap(each =>
    combinations.map(chosen => ({ slot: name, template: each, parameters: chosen })),
  );
};

/** The reason why not one choice of a slot can be built, as its first choice has it. */
const hopelessSlot = (space: ChipSpace, choices: readonly SlotChoice[]): readonly Diagnostic[] => {
  const [precision] = space.precisions;
  const [first] = choices;
  if (precision === undefined || first === undefined) return [];
  const isBuildable = choices.some(
    choice => isAbsent(choice) || !("faults" in machineDesign(space, choice, precision)),
  );
  if (isBuildable) return [];
  const made = machineDesign(space, first, precision);
  return [slotNeverFits(first.slot, choices.length, "faults" in made ? made.faults : [])];
};

/** Positions of the choices of an index: one per slot, and that of the precision. */
export interface Positions {
  readonly slots: readonly number[];
  readonly precision: number;
}

export const positionsOf = ({ slots }: ChipSpace, index: number): Positions => {
  let rest = index;
  const chosen: number[] = [];
  for (const choices of slots) {
    chosen.push(rest % choices.length);
    rest = Math.floor(rest / choices.length);
  }
  return { slots: chosen, precision: rest };
};

export const indexAt = ({ slots }: ChipSpace, positions: Positions): number => {
  let index = positions.precision;
  for (const [slot, choices] of [...slots.entries()].toReversed())
    index = index * choices.length + (positions.slots[slot] ?? 0);
  return index;
};

/** Undefined where a total is broken, or no accelerator is left. */
export const pointAt = (space: ChipSpace, index: number): ChipPoint | undefined => {
  const positions = positionsOf(space, index);
  const chosen = space.slots.flatMap((choices, slot) => choices[positions.slots[slot] ?? 0] ?? []);
  const precision = space.precisions[positions.precision];
  if (precision === undefined) throw new InternalError(`no design ${index}`);
  const present = chosen.filter(choice => !isAbsent(choice));
  const isTied = space.target.totals.every(total => totalOf(total, present) <= total.bound);
  return isTied && present.length > 0 ? { precision, slots: present } : undefined;
};

export const isAbsent = ({ parameters }: SlotChoice): boolean => parameters["pes"] === 0;

export const totalOf = ({ parameter }: Total, choices: readonly SlotChoice[]): number =>
  choices.reduce((sum, { parameters }) => sum + (parameters[parameter] ?? 0), 0);

const sizeNames: readonly string[] = ["pes", "buffer", "bandwidth"] satisfies readonly (keyof Sizes)[];

/** What to build, or why it can't be built. */
export const machineDesign = (
  { technology, target }: Pick<ChipSpace, "technology" | "target">,
  { template: name, parameters }: SlotChoice,
  { weightBits, activationBits }: Precision,
): Design | { readonly faults: readonly Diagnostic[] } => {
  const template: AcceleratorTemplate = templates[name];
  const entries = Object.entries(parameters);
  const sized = settingsOfSizes(template, {
    ...Object.fromEntries(entries.filter(([parameter]) => sizeNames.includes(parameter))),
    ...(target.clock === undefined ? {} : { clock: target.clock }),
    ...(target.dram.bandwidth === undefined ? {} : { dramBandwidth: target.dram.bandwidth }),
    operandBits: Math.max(weightBits, activationBits),
  });
  const own = Object.fromEntries(entries.filter(([parameter]) => !sizeNames.includes(parameter)));
  const faults = [...sized.faults, ...settingFaults(template, own)];
  if (faults.length > 0) return { faults };
  return {
    template: name,
    settings: { ...sized.settings, ...own },
    technology,
    dram: target.dram.kind,
    ...(target.dram.energy === undefined ? {} : { dramEnergyPjPerBit: target.dram.energy }),
  };
};
