/** `quantize { … }` and `search { … }`. */
import type { Bits } from "../../../support/quantity.ts";
import { type Domain, valuesOf } from "../domain.ts";
import { outOfRange, unknownName, wrongValue } from "../messages.ts";
import type { Budget, SpecQuantize, SpecSearch } from "../spec.ts";
import { type BlockSyntax, placeOfDomain, placeOfValue, type SettingSyntax } from "../syntax.ts";
import { type QuantizationMethod, quantizationMethods } from "../tables/quantization.ts";
import { type AcquisitionName, acquisitions, budgetUnits, strategies, type StrategyName } from "../tables/search.ts";
import { readEntries, refuseBlockName } from "./entries.ts";
import { placed, type Reading } from "./reading.ts";
import { readNumbers, readQuantity, readSingle, readSingleName, readSingleQuantity, textOf } from "./values.ts";

export const readQuantize = (reading: Reading, block: BlockSyntax | undefined): SpecQuantize => {
  if (block === undefined) return { method: "uniform" };
  refuseBlockName(reading, block);
  const entries = readEntries(reading, block, "quantize");
  const methods = Object.keys(quantizationMethods) as QuantizationMethod[];
  const method = readSingleName(reading, entries.setting("method"), methods) ?? "uniform";
  const weights = readBits(reading, entries.setting("weights"));
  const activations = readBits(reading, entries.setting("activations"));
  return placed(
    reading,
    {
      method,
      ...(weights === undefined ? {} : { weights }),
      ...(activations === undefined ? {} : { activations }),
    },
    block.head.place,
  );
};

/** The widest integers that networks are quantized to. */
const mostBits = 32;

const readBits = (reading: Reading, setting: SettingSyntax | undefined): Domain<Bits> | undefined => {
  const wanted = { dimensions: ["bits"], demand: "positive whole" } as const;
  const domain = setting && readNumbers(reading, setting, wanted);
  if (setting === undefined || domain === undefined) return undefined;
  const place = placeOfDomain(setting.domain);
  const widest = Math.max(...valuesOf(domain));
  if (widest > mostBits)
    reading.faults.push(outOfRange(setting.head.text, `${widest} bits`, `1 bits to ${mostBits} bits`, place));
  // Whole positive numbers of bits, as was just read.
  return placed(reading, domain as Domain<Bits>, place);
};

export const readSearch = (reading: Reading, block: BlockSyntax | undefined): SpecSearch => {
  if (block === undefined) return { seed: 0 };
  refuseBlockName(reading, block);
  const entries = readEntries(reading, block, "search");
  const strategy = readSingleName(reading, entries.setting("strategy"), Object.keys(strategies) as StrategyName[]);
  const acquisition = readSingleName(
    reading,
    entries.setting("acquisition"),
    Object.keys(acquisitions) as AcquisitionName[],
  );
  const budget = readBudget(reading, entries.setting("budget"));
  const seed = readSingleQuantity(reading, entries.setting("seed"), { dimensions: ["count"], demand: "whole" });
  return placed(
    reading,
    {
      ...(strategy === undefined ? {} : { strategy }),
      ...(acquisition === undefined ? {} : { acquisition }),
      ...(budget === undefined ? {} : { budget }),
      seed: seed?.value ?? 0,
    },
    block.head.place,
  );
};

const readBudget = (reading: Reading, setting: SettingSyntax | undefined): Budget | undefined => {
  const value = setting && readSingle(reading, setting);
  if (value === undefined) return undefined;
  if (value.kind !== "quantity" || value.unit === undefined) {
    const example = "budget 500 evaluations";
    reading.faults.push(wrongValue("budget", "a number of evaluations", textOf(value), placeOfValue(value), example));
    return undefined;
  }
  const { text, place } = value.unit;
  const unit = budgetUnits.find(name => name === text || name === `${text}s`);
  if (unit === undefined) reading.faults.push(unknownName("budget in", text, place, budgetUnits));
  const wanted = { what: "budget", dimensions: ["count"], demand: "positive whole" } as const;
  const count = readQuantity(reading, { ...value, unit: undefined }, wanted);
  return unit === undefined || count === undefined ? undefined : { count: count.value, unit };
};
