/** `asic { … }`: the technology, the memory outside, and the slots with what is open in them. */
import { dramKinds } from "../../../accelerators/technology.ts";
import type { TemplateName } from "../../../accelerators/templates/index.ts";
import { type BytesPerSecond, type Hertz, type PicojoulesPerBit, quantity } from "../../../support/quantity.ts";
import { valuesOf } from "../domain.ts";
import { unknownName, wrongValue } from "../messages.ts";
import type { AcceleratorSlot, AsicTarget, SpecDram, Total } from "../spec.ts";
import type { BlockSyntax, TotalSyntax } from "../syntax.ts";
import { dimensionOfParameter } from "../../../accelerators/setting-text.ts";
import { parametersOf } from "../tables/parameters.ts";
import { knownTechnologies } from "../tables/technologies.ts";
import { type Entries, readEntries, refuseBlockName, refuseDoubles } from "./entries.ts";
import { placed, type Reading } from "./reading.ts";
import { readSlot } from "./slot.ts";
import { readQuantity, readSingleName, readSingleQuantity } from "./values.ts";

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
