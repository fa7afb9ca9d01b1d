/** The design space of a specification: which network, at which precision, on which accelerators. And back, from an encoding to a design. */
import type { TechnologyName } from "../../accelerators/technology/index.ts";
import type { Precision } from "../../mapping/workload.ts";
import { CompileError, type Diagnostic } from "../../support/diagnostic.ts";
import { isAbsent, machineDesign, type SlotChoice, totalOf } from "../design/chip-space.ts";
import { type Domain, valuesOf } from "../spec/domain.ts";
import { settingText } from "../../accelerators/setting-text.ts";
import type { AcceleratorSlot, AsicTarget, Places, Total } from "../spec/spec.ts";
import type { RunnableSpec } from "../spec/runnable.ts";
import type { DesignSpace, Encoding, SpaceConstraint } from "./design-space.ts";
import { noAccelerator, totalOutOfReach } from "./messages.ts";
import { type NetworkChoice, networkPart } from "./network-part.ts";
import { sideBySide } from "./part.ts";
import { precisionPart } from "./precision-part.ts";
import { likenessBy, slotPart } from "./slot-part.ts";

/** A design with nothing left open. */
export interface DesignPoint {
  /** In the order of the specification. */
  readonly networks: readonly NetworkChoice[];
  readonly precision: Precision;
  /** Per slot that the chip has: those of 0 processing elements are left out. */
  readonly slots: readonly SlotChoice[];
}

export interface SpecSpace extends DesignSpace {
  pointOf(encoding: Encoding): DesignPoint;
}

/** What is built of a slot's choice by machine models: choices that differ in nothing else are one design. */
export const machineSettings = (
  { quantize, target }: Pick<RunnableSpec, "quantize" | "target">,
  technology: TechnologyName,
): ((choice: SlotChoice) => unknown) => {
  const inWidest = precisionPart(quantize).chosen([]);
  return choice => machineDesign({ technology, target }, choice, inWidest);
};

/**
 * @param places of the totals in the specification.
 * @throws CompileError where the slots or a total leave no design at all.
 */
export const requireDesigns = ({ accelerators, totals }: AsicTarget, places: Places = new Map()): void => {
  const isEmpty = accelerators.every(isAlwaysAbsent);
  if (isEmpty) throw new CompileError([noAccelerator(accelerators.map(({ name }) => name))]);
  const faults = totals.flatMap(total => {
    const where = places.get(total);
    return outOfReach(total, accelerators).map(fault => (where === undefined ? fault : { ...fault, where }));
  });
  if (faults.length > 0) throw new CompileError(faults);
};

/**
 * @param settingsOf what tells accelerators apart.
 * @throws CompileError as `requireDesigns` does.
 */
export const specSpace = (
  { networks, quantize, target }: RunnableSpec,
  settingsOf: (choice: SlotChoice) => unknown,
): SpecSpace => {
  requireDesigns(target);
  const network = sideBySide(networks.map(networkPart));
  const precision = precisionPart(quantize);
  const slots = sideBySide(target.accelerators.map(slot => slotPart(slot, likenessBy(settingsOf))));
  const parts = [network, precision, slots] as const;
  const split = (encoding: Encoding): readonly [Encoding, Encoding, Encoding] => {
    const [first, second] = [network.choices.length, network.choices.length + precision.choices.length];
    return [encoding.slice(0, first), encoding.slice(first, second), encoding.slice(second)];
  };
  return {
    choices: parts.flatMap(({ choices }) => choices),
    networkChoices: network.choices.length,
    constraints: constraintsOn(target, encoding => slots.chosen(split(encoding)[2])),
    canonical: encoding => {
      const [inNetwork, inPrecision, inSlots] = split(encoding);
      return [...network.canonical(inNetwork), ...precision.canonical(inPrecision), ...slots.canonical(inSlots)];
    },
    pointOf: encoding => {
      const [inNetwork, inPrecision, inSlots] = split(encoding);
      return {
        networks: network.chosen(inNetwork),
        precision: precision.chosen(inPrecision),
        slots: slots.chosen(inSlots).filter(choice => !isAbsent(choice)),
      };
    },
  };
};

const constraintsOn = (
  { totals, accelerators }: AsicTarget,
  slotsIn: (encoding: Encoding) => readonly SlotChoice[],
): readonly SpaceConstraint[] => [
  ...totals.map(total => ({
    statement: writtenTotal(total),
    holds: (encoding: Encoding) => totalOf(total, slotsIn(encoding)) <= total.bound,
  })),
  ...(accelerators.every(mayBeAbsent)
    ? [
        {
          statement: "one accelerator at least has processing elements",
          holds: (encoding: Encoding) => slotsIn(encoding).some(choice => !isAbsent(choice)),
        },
      ]
    : []),
];

const mayBeAbsent = ({ parameters }: AcceleratorSlot): boolean => {
  const { pes } = parameters;
  return pes !== undefined && valuesOf(pes).includes(0);
};

const isAlwaysAbsent = ({ parameters }: AcceleratorSlot): boolean => {
  const { pes } = parameters;
  return pes !== undefined && valuesOf(pes).every(value => value === 0);
};

const outOfReach = (total: Total, slots: readonly AcceleratorSlot[]): readonly Diagnostic[] => {
  const least = slots
    .filter(slot => !mayBeAbsent(slot))
    .reduce((sum, { parameters }) => sum + leastIn(parameters[total.parameter]), 0);
  return beyond(total, least);
};

/** @param least what the accelerators of any design have together. */
export const beyond = (total: Total, least: number): readonly Diagnostic[] =>
  least > total.bound ? [totalOutOfReach(writtenTotal(total), settingText(total.parameter, least))] : [];

const leastIn = (domain: Domain<number> | undefined): number =>
  domain === undefined ? 0 : valuesOf(domain).reduce((least, value) => Math.min(least, value), Infinity);

const writtenTotal = ({ parameter, bound }: Total): string => `total ${parameter} <= ${settingText(parameter, bound)}`;
