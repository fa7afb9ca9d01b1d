/** `accelerator npu { … }`: a template, and what is open in its sizes. */
import { dimensionOfParameter, settingText } from "../../../accelerators/setting-text.ts";
import { type TemplateName, templates } from "../../../accelerators/templates/index.ts";
import { type Domain, valuesOf } from "../domain.ts";
import { coveredByPes, lacksParameter, misplaced, outOfRange, unknownName } from "../messages.ts";
import type { AcceleratorSlot } from "../spec.ts";
import { type BlockSyntax, placeOfDomain, type SettingSyntax, type Word } from "../syntax.ts";
import { arranges, canArrange, chipParameters, declaredBy, parametersOf } from "../tables/parameters.ts";
import { readBlockName, readEntries, refuseDoubles } from "./entries.ts";
import { placed, type Reading } from "./reading.ts";
import { readNames, readNumbers } from "./values.ts";

const templateNames = Object.keys(templates) as TemplateName[];

export const readSlot = (reading: Reading, block: BlockSyntax): AcceleratorSlot => {
  const name = readBlockName(reading, block, "accelerator npu { … }");
  const entries = readEntries(reading, block, "accelerator", true);
  const setting = entries.setting("template");
  const named = setting && readNames(reading, setting, templateNames);
  const template = named ?? { kind: "list", values: templateNames };
  const of = named === undefined ? [] : valuesOf(named);
  const heads = entries.others.map(({ head }) => head);
  refuseDoubles(reading, "parameter", heads);
  refuseBothWays(reading, heads, of);
  const parameters = entries.others.flatMap((parameter): [string, Domain<number>][] => {
    const domain = readParameter(reading, parameter, of);
    return domain === undefined ? [] : [[parameter.head.text, domain]];
  });
  return placed(reading, { name: name?.text ?? "", template, parameters: Object.fromEntries(parameters) }, name?.place);
};

/** Rows and columns follow from the processing elements, or are given; not both. */
const refuseBothWays = (reading: Reading, heads: readonly Word[], of: readonly TemplateName[]): void => {
  const pes = heads.find(({ text }) => text === "pes");
  if (pes === undefined) return;
  for (const { text, place } of heads)
    if (of.some(template => arranges(template, text))) reading.faults.push(coveredByPes(text, place));
};

/** @param of the templates of the slot; none where they are not known, which is a fault of its own. */
const readParameter = (
  reading: Reading,
  setting: SettingSyntax,
  of: readonly TemplateName[],
): Domain<number> | undefined => {
  const { text, place } = setting.head;
  const known = parametersOf(of.length === 0 ? templateNames : of);
  const ofChip = Object.hasOwn(chipParameters, text) ? chipParameters[text] : undefined;
  if (ofChip !== undefined)
    reading.faults.push(misplaced(text, "accelerator", place, `all share it: write \`${ofChip}\` in asic`));
  else if (!known.includes(text))
    reading.faults.push(unknownName(`parameter of ${of.join(" or ")} named`, text, place, known));
  if (!known.includes(text)) return undefined;
  const without = of.filter(template => !parametersOf([template]).includes(text));
  if (without.length > 0) reading.faults.push(lacksParameter(without, text, place));
  const domain = readNumbers(reading, setting, { dimensions: [dimensionOfParameter(text)], demand: "whole" });
  if (domain === undefined) return undefined;
  for (const template of of) refuseUnbuildable(reading, setting, template, domain);
  return placed(reading, domain, placeOfDomain(setting.domain));
};

/** A template must be able to take one of the values at least; a slot without processing elements is none. */
const refuseUnbuildable = (
  reading: Reading,
  { head, domain: syntax }: SettingSyntax,
  template: TemplateName,
  domain: Domain<number>,
): void => {
  const values = valuesOf(domain);
  if (values.some(value => canTake(template, head.text, value))) return;
  const [first = 0] = values;
  const found = values.length === 1 ? first : undefined;
  reading.faults.push(
    outOfRange(
      `${head.text} of ${template}`,
      found === undefined
        ? `none of the ${values.length} values from ${settingText(head.text, first)}`
        : settingText(head.text, found),
      legalValues(template, head.text),
      placeOfDomain(syntax),
    ),
  );
};

const canTake = (template: TemplateName, name: string, value: number): boolean => {
  if (name === "pes" && value === 0) return true;
  const parameter = declaredBy(template)[name];
  if (parameter !== undefined) return value >= parameter.minimum && value <= parameter.maximum;
  return name !== "pes" || canArrange(template, value);
};

const legalValues = (template: TemplateName, name: string): string => {
  const parameter = declaredBy(template)[name];
  return parameter === undefined
    ? "the numbers that its array can have"
    : `${settingText(name, parameter.minimum)} to ${settingText(name, parameter.maximum)}`;
};
