/** What the slots of a chip may be given: the parameters that every template has a meaning for, and those that templates declare. */
import { type TemplateName, templates } from "../../../accelerators/templates/index.ts";
import type { AcceleratorTemplate, Parameters } from "../../../accelerators/template.ts";

/** Meant for every template; one whose array has rows and columns, or several buffers, shares them out. */
export const commonParameters = {
  pes: "Processing elements; a slot of none is left out of the chip",
  buffer: "On-chip memory",
  bandwidth: "From the on-chip memory to the array",
} as const satisfies Record<string, string>;

/** Of the whole chip, and given there. */
export const chipParameters: Readonly<Record<string, string>> = {
  clock: "clock",
  dramBandwidth: "dram { bandwidth … }",
};

/** The names that a slot of these templates may be given. */
export const parametersOf = (of: readonly TemplateName[]): readonly string[] => {
  const declared = of.flatMap(name => Object.keys(declaredBy(name)));
  const all = new Set([...Object.keys(commonParameters), ...declared]);
  return [...all].filter(name => !Object.hasOwn(chipParameters, name));
};

/** What a template declares itself. */
export const declaredBy = (template: TemplateName): Parameters => templates[template].parameters;

/** Can the template arrange so many processing elements? */
export const canArrange = (template: TemplateName, pes: number): boolean => arrangement(template, pes) !== undefined;

/** Does this parameter of the template follow from `pes`? */
export const arranges = (template: TemplateName, parameter: string): boolean =>
  parameter !== "pes" && [64, 256, 1024].some(pes => Object.hasOwn(arrangement(template, pes) ?? {}, parameter));

const arrangement = (name: TemplateName, pes: number): Readonly<Record<string, number | undefined>> | undefined => {
  const template: AcceleratorTemplate = templates[name];
  return template.arrange(pes);
};
