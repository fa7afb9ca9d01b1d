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
import { spaceTooLarge, slotNeverFits } from "./messages.ts";

/** One way to make the accelerator of a slot. */
export interface SlotChoice {
  readonly slot: string;
  readonly template: TemplateName;
  /** As the specification has them; places that it leaves out are not here. */
  readonly parameters: Readonly<Record<string, number>>;
}

export interface DesignSpace {
  readonly technology: TechnologyName;
  readonly target: Pick<AsicTarget, "clock" | "dram" | "totals">;
  readonly precisions: readonly Precision[];
  /** Per slot, in the order written: the first parameter turns slowest. */
  readonly slots: readonly (readonly SlotChoice[])[];
  /** Of all combinations, those that break a total included. */
  readonly count: number;
}

export interface DesignPoint {
  readonly precision: Precision;
  /** Per slot that the chip has: those of 0 processing elements are left out. */
  readonly slots: readonly SlotChoice[];
}

/** More designs are not listed one by one. */
export const mostDesigns = 2 ** 20;

const accumulatorBits = 32;
/** Where the specification says nothing, as the named targets have it. */
const defaultBits = 8;

/** @throws CompileError where the space is too large to be searched. */
export const designSpaceOf = (target: AsicTarget, technology: TechnologyName, quantize: SpecQuantize): DesignSpace => {
  const counts = target.accelerators.map(slot => ({ slot: slot.name, choices: choiceCount(slot) }));
  const weights = quantize.weights === undefined ? [defaultBits] : valuesOf<number>(quantize.weights);
  const activations = quantize.activations === undefined ? [defaultBits] : valuesOf<number>(quantize.activations);
  const precisions = weights.flatMap(weightBits =>
    activations.map(activationBits => ({ weightBits, activationBits, accumulatorBits })),
  );
  const count = counts.reduce((product, { choices }) => product * choices, precisions.length);
  if (count > mostDesigns) throw new CompileError([spaceTooLarge(count, mostDesigns, counts)]);
  const slots = target.accelerators.map(choicesOf);
  const space = { technology, target, precisions, slots, count };
  const faults = slots.flatMap(choices => hopelessSlot(space, choices));
  if (faults.length > 0) throw new CompileError(faults);
  return space;
};

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
const hopelessSlot = (space: DesignSpace, choices: readonly SlotChoice[]): readonly Diagnostic[] => {
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

/** Undefined where a total is broken, or no accelerator is left. */
export const pointAt = ({ precisions, slots, target }: DesignSpace, index: number): DesignPoint | undefined => {
  let rest = index;
  const chosen: SlotChoice[] = [];
  for (const choices of slots) {
    const choice = choices[rest % choices.length];
    if (choice === undefined) throw new InternalError(`no design ${index}`);
    rest = Math.floor(rest / choices.length);
    chosen.push(choice);
  }
  const precision = precisions[rest];
  if (precision === undefined) throw new InternalError(`no design ${index}`);
  const present = chosen.filter(choice => !isAbsent(choice));
  const isTied = target.totals.every(total => totalOf(total, chosen) <= total.bound);
  return isTied && present.length > 0 ? { precision, slots: present } : undefined;
};

const isAbsent = ({ parameters }: SlotChoice): boolean => parameters["pes"] === 0;

const totalOf = ({ parameter }: Total, choices: readonly SlotChoice[]): number =>
  choices.reduce((sum, { parameters }) => sum + (parameters[parameter] ?? 0), 0);

const sizeNames: readonly string[] = ["pes", "buffer", "bandwidth"] satisfies readonly (keyof Sizes)[];

/** What to build, or why it can't be built. */
export const machineDesign = (
  { technology, target }: Pick<DesignSpace, "technology" | "target">,
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
