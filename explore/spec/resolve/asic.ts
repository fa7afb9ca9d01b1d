/** `asic { … }`: the technology, the memory outside, and the slots with what is open in them. */
import { dramKinds } from "../../../accelerators/technology.ts";
import { type TemplateName, templates } from "../../../accelerators/templates/index.ts";
import { type BytesPerSecond, type Hertz, type PicojoulesPerBit, quantity } from "../../../support/quantity.ts";
import { writtenIn } from "../../../support/units.ts";
import { type Domain, valuesOf } from "../domain.ts";
import { misplaced, outOfRange, unknownName, wrongValue } from "../messages.ts";
import type { AcceleratorSlot, AsicTarget, SpecDram, Total } from "../spec.ts";
import { type BlockSyntax, placeOfDomain, type SettingSyntax, type TotalSyntax } from "../syntax.ts";
import { chipParameters, declaredBy, dimensionOfParameter, parametersOf } from "../tables/parameters.ts";
import { knownTechnologies } from "../tables/technologies.ts";
import { type Entries, readBlockName, readEntries, refuseBlockName, refuseDoubles } from "./entries.ts";
import { placed, type Reading } from "./reading.ts";
import { readNames, readNumbers, readQuantity, readSingleName, readSingleQuantity } from "./values.ts";

export const readAsic = (reading: Reading, block: BlockSyntax): AsicTarget | undefined => {
  refuseBlockName(reading, block);
  const entries = readEntries(reading, block, "asic");
  const technology = readSingleName(reading, entries.setting("technology"), knownTechnologies);
  const clock = readSingleQuantity(reading, entries.setting("clock"), {
    dimensions: ["frequency"],
    demand: "positive",
  });
  const dram = readDram(reading, entries.blocks("dram")[0]);
  const accelerators = readSlots(reading, entries);
  const totals = readTotals(reading, entries.ofKind("total"), accelerators);
  if (technology === undefined) return undefined;
  return placed<AsicTarget>(
    reading,
    {
      kind: "asic",
      technology,
      ...(clock === undefined ? {} : { clock: quantity<Hertz>(clock.value) }),
      dram,
      accelerators,
      totals,
    },
    block.head.place,
  );
};

const readDram = (reading: Reading, block: BlockSyntax | undefined): SpecDram => {
  if (block === undefined) return { kind: "lpddr4" };
  refuseBlockName(reading, block);
  const entries = readEntries(reading, block, "dram");
  const kind = readSingleName(reading, entries.setting("kind"), dramKinds) ?? "lpddr4";
  const bandwidth = readSingleQuantity(reading, entries.setting("bandwidth"), {
    dimensions: ["bandwidth"],
    demand: "positive",
  });
  const energy = readSingleQuantity(reading, entries.setting("energy"), { dimensions: ["energy per bit"] });
  return placed(
    reading,
    {
      kind,
      ...(bandwidth === undefined ? {} : { bandwidth: quantity<BytesPerSecond>(bandwidth.value) }),
      ...(energy === undefined ? {} : { energy: quantity<PicojoulesPerBit>(energy.value) }),
    },
    block.head.place,
  );
};

const readSlots = (reading: Reading, entries: Entries): readonly AcceleratorSlot[] => {
  const blocks = entries.blocks("accelerator");
  refuseDoubles(
    reading,
    "accelerator",
    blocks.flatMap(({ name }) => (name === undefined ? [] : [name])),
  );
  return blocks.map(block => readSlot(reading, block));
};

const templateNames = Object.keys(templates) as TemplateName[];

const readSlot = (reading: Reading, block: BlockSyntax): AcceleratorSlot => {
  const name = readBlockName(reading, block, "accelerator npu { … }");
  const entries = readEntries(reading, block, "accelerator", true);
  const setting = entries.setting("template");
  const template = (setting && readNames(reading, setting, templateNames)) ?? { kind: "list", values: templateNames };
  refuseDoubles(
    reading,
    "parameter",
    entries.others.map(({ head }) => head),
  );
  const parameters = entries.others.flatMap((parameter): [string, Domain<number>][] => {
    const domain = readParameter(reading, parameter, valuesOf<TemplateName>(template));
    return domain === undefined ? [] : [[parameter.head.text, domain]];
  });
  return placed(reading, { name: name?.text ?? "", template, parameters: Object.fromEntries(parameters) }, name?.place);
};

const readParameter = (
  reading: Reading,
  setting: SettingSyntax,
  of: readonly TemplateName[],
): Domain<number> | undefined => {
  const { text, place } = setting.head;
  const known = parametersOf(of);
  const ofChip = Object.hasOwn(chipParameters, text) ? chipParameters[text] : undefined;
  if (ofChip !== undefined)
    reading.faults.push(misplaced(text, "accelerator", place, `all share it: write \`${ofChip}\` in asic`));
  else if (!known.includes(text))
    reading.faults.push(unknownName(`parameter of ${of.join(" or ")} named`, text, place, known));
  if (!known.includes(text)) return undefined;
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
  const parameter = declaredBy(template)[head.text];
  if (parameter === undefined) return;
  const { minimum, maximum } = parameter;
  const values = valuesOf(domain);
  const canBe = (value: number): boolean =>
    (value >= minimum && value <= maximum) || (head.text === "pes" && value === 0);
  if (values.some(canBe)) return;
  const shown = (value: number): string => {
    const { written, unit } = writtenIn(value, dimensionOfParameter(head.text));
    return `${written} ${unit}`.trimEnd();
  };
  const [first = 0] = values;
  reading.faults.push(
    outOfRange(
      `${head.text} of ${template}`,
      values.length === 1 ? shown(first) : `none of the ${values.length} values from ${shown(first)}`,
      `${shown(minimum)} to ${shown(maximum)}`,
      placeOfDomain(syntax),
    ),
  );
};

const readTotals = (
  reading: Reading,
  totals: readonly TotalSyntax[],
  slots: readonly AcceleratorSlot[],
): readonly Total[] => {
  const known = [...new Set(slots.flatMap(({ template }) => parametersOf(valuesOf<TemplateName>(template))))];
  refuseDoubles(
    reading,
    "total",
    totals.map(({ parameter }) => parameter),
  );
  return totals.flatMap(({ head, parameter, relation, bound }): Total[] => {
    const { text, place } = parameter;
    if (!known.includes(text))
      reading.faults.push(unknownName("parameter of any accelerator named", text, place, known));
    if (relation.sign === ">=")
      reading.faults.push(wrongValue("total", "<=", ">=", relation.place, `total ${text} <= …`));
    const dimensions = [dimensionOfParameter(text)];
    const measure = known.includes(text)
      ? readQuantity(reading, bound, { what: `total ${text}`, dimensions })
      : undefined;
    return measure === undefined ? [] : [placed(reading, { parameter: text, bound: measure.value }, head.place)];
  });
};
