/** Values, with their dimensions, and domains of them. Each reader gives undefined, with a fault, where a value is none. */
import type { Diagnostic } from "../../../support/diagnostic.ts";
import { type Dimension, type Measure, measured } from "../../../support/units.ts";
import { phraseOf } from "../../messages.ts";
import { type Domain, mostValues, sizeOf } from "../domain.ts";
import {
  duplicate,
  emptyRange,
  longRange,
  rangeWithoutSteps,
  unknownName,
  unknownUnit,
  wrongDimension,
  wrongValue,
} from "../messages.ts";
import {
  type DomainSyntax,
  placeOfDomain,
  placeOfValue,
  type QuantitySyntax,
  type SettingSyntax,
  type ValueSyntax,
  type Word,
} from "../syntax.ts";
import type { Reading } from "./reading.ts";

/** What a place takes: its name in messages, its dimensions, and what further it demands. */
export interface Wanted {
  readonly what: string;
  readonly dimensions: readonly Dimension[];
  readonly demand?: "whole" | "positive" | "positive whole";
}

/** @param inherited the unit behind a list or range, for numbers without one. */
export const readQuantity = (
  reading: Reading,
  quantity: QuantitySyntax,
  wanted: Wanted,
  inherited?: Word,
): Measure | undefined => {
  const unit = quantity.unit ?? inherited;
  const measure = measured(Number(quantity.number.text), unit?.text ?? "");
  const fault = quantityFault(quantity.number, unit, measure, wanted);
  if (fault === undefined) return measure;
  reading.faults.push(fault);
  return undefined;
};

const quantityFault = (
  number: Word,
  unit: Word | undefined,
  measure: Measure | undefined,
  { what, dimensions, demand }: Wanted,
): Diagnostic | undefined => {
  if (Number.isNaN(Number(number.text)))
    return wrongValue(what, dimensions.map(phraseOf).join(" or "), number.text, number.place);
  if (measure === undefined) return unknownUnit(unit?.text ?? "", unit?.place ?? number.place, dimensions);
  const { value, dimension } = measure;
  if (!dimensions.includes(dimension)) return wrongDimension(what, dimension, dimensions, number.place);
  if (!Number.isFinite(value)) return wrongValue(what, "a smaller number", number.text, number.place);
  return meets(value, demand)
    ? undefined
    : wrongValue(what, demandPhrase(dimensions, demand), number.text, number.place);
};

const meets = (value: number, demand = ""): boolean =>
  Number.isFinite(value) &&
  value >= 0 &&
  (!demand.includes("whole") || Number.isSafeInteger(value)) &&
  (!demand.includes("positive") || value > 0);

const demandPhrase = (dimensions: readonly Dimension[], demand: Wanted["demand"]): string => {
  switch (demand) {
    case "whole":
      return "a whole number";
    case "positive whole":
      return "a whole number from 1";
    case "positive":
      return `${dimensions.map(phraseOf).join(" or ")} above 0`;
    case undefined:
      return `${dimensions.map(phraseOf).join(" or ")} that is not negative`;
  }
};

/** A name out of a table. */
export const readName = <N extends string>(
  reading: Reading,
  value: ValueSyntax,
  kind: string,
  known: readonly N[],
): N | undefined => {
  if (value.kind !== "name" && value.kind !== "string") {
    reading.faults.push(wrongValue(kind, "a name", textOf(value), placeOfValue(value), known[0]));
    return undefined;
  }
  return lookUp(reading, value, kind, known);
};

/** The same for a word that can be nothing but a name. */
export const lookUp = <N extends string>(
  reading: Reading,
  { text, place }: Word,
  kind: string,
  known: readonly N[],
): N | undefined => {
  const found = known.find(name => name === text);
  if (found === undefined) reading.faults.push(unknownName(kind, text, place, known));
  return found;
};

/** The value of a setting that leaves nothing open. */
export const readSingle = (reading: Reading, { head, domain }: SettingSyntax): ValueSyntax | undefined => {
  if (domain.kind === "single") return domain.value;
  reading.faults.push(
    wrongValue(head.text, "one value", domain.kind === "list" ? "a list" : "a range", placeOfDomain(domain)),
  );
  return undefined;
};

export const readSingleQuantity = (
  reading: Reading,
  setting: SettingSyntax | undefined,
  wanted: Omit<Wanted, "what">,
): Measure | undefined => {
  const value = setting && readSingle(reading, setting);
  if (setting === undefined || value === undefined) return undefined;
  return readAsQuantity(reading, value, { what: setting.head.text, ...wanted });
};

export const readSingleName = <N extends string>(
  reading: Reading,
  setting: SettingSyntax | undefined,
  known: readonly N[],
): N | undefined => {
  const value = setting && readSingle(reading, setting);
  return setting === undefined || value === undefined ? undefined : readName(reading, value, setting.head.text, known);
};

/** A quoted text. */
export const readString = (reading: Reading, value: ValueSyntax, what: string): Word | undefined => {
  if (value.kind === "string") return value;
  reading.faults.push(wrongValue(what, "a quoted text", textOf(value), placeOfValue(value)));
  return undefined;
};

const readAsQuantity = (
  reading: Reading,
  value: ValueSyntax,
  wanted: Wanted,
  inherited?: Word,
): Measure | undefined => {
  if (value.kind === "quantity") return readQuantity(reading, value, wanted, inherited);
  const expected = wanted.dimensions.map(phraseOf).join(" or ");
  reading.faults.push(wrongValue(wanted.what, expected, textOf(value), placeOfValue(value)));
  return undefined;
};

/** One name, or several to choose from. */
export const readNames = <N extends string>(
  reading: Reading,
  { head, domain }: SettingSyntax,
  known: readonly N[],
): Domain<N> | undefined => {
  if (domain.kind === "range") {
    reading.faults.push(wrongValue(head.text, "names", "a range", placeOfDomain(domain), `${head.text} in { … }`));
    return undefined;
  }
  return readValues(reading, head.text, domain, value => readName(reading, value, head.text, known));
};

/** Numbers to choose from. Ranges that are empty, or of more values than anybody could search, are faults. */
export const readNumbers = (
  reading: Reading,
  { head, domain }: SettingSyntax,
  wanted: Omit<Wanted, "what">,
): Domain<number> | undefined => {
  const named: Wanted = { what: head.text, ...wanted };
  if (domain.kind === "range") return readRange(reading, domain, named);
  return readValues(reading, head.text, domain, (value, unit) => readAsQuantity(reading, value, named, unit)?.value);
};

const readValues = <T>(
  reading: Reading,
  what: string,
  domain: Extract<DomainSyntax, { readonly kind: "single" | "list" }>,
  read: (value: ValueSyntax, inherited: Word | undefined) => T | undefined,
): Domain<T> | undefined => {
  if (domain.kind === "single") {
    const value = read(domain.value, undefined);
    return value === undefined ? undefined : { kind: "fixed", value };
  }
  const values: T[] = [];
  const faultsBefore = reading.faults.length;
  for (const syntax of domain.values) {
    const value = read(syntax, domain.unit);
    if (value === undefined) continue;
    if (values.includes(value))
      reading.faults.push(duplicate(`${what} ${textOf(syntax)}`, placeOfValue(syntax), undefined));
    values.push(value);
  }
  return reading.faults.length > faultsBefore ? undefined : { kind: "list", values };
};

const readRange = (
  reading: Reading,
  { from, to, step }: Extract<DomainSyntax, { readonly kind: "range" }>,
  wanted: Wanted,
): Domain<number> | undefined => {
  // One unit at the end goes for all: `8..64 step 8 B/cycle`.
  const unitOfTo = to.unit ?? step?.unit;
  const start = readQuantity(reading, from, wanted, from.unit ?? unitOfTo);
  const end = readQuantity(reading, to, wanted, unitOfTo);
  const stride = step === undefined ? measured(1, unitOfTo?.text ?? "") : readQuantity(reading, step, wanted);
  if (start === undefined || end === undefined || stride === undefined) return undefined;
  const range = { kind: "range", from: start.value, to: end.value, step: stride.value } as const;
  const fault = rangeFault(range, from, to, step);
  if (fault !== undefined) reading.faults.push(fault);
  return fault === undefined ? range : undefined;
};

const rangeFault = (
  range: Extract<Domain<number>, { readonly kind: "range" }>,
  from: QuantitySyntax,
  to: QuantitySyntax,
  step: QuantitySyntax | undefined,
): Diagnostic | undefined => {
  if (range.from > range.to) return emptyRange(textOf(from), textOf(to), from.number.place);
  if (range.step <= 0) return rangeWithoutSteps(step?.number.place);
  const count = sizeOf(range);
  return count > mostValues ? longRange(count, mostValues, from.number.place) : undefined;
};

/** A value as written. */
export const textOf = (value: ValueSyntax): string => {
  switch (value.kind) {
    case "quantity":
      return value.unit === undefined ? value.number.text : `${value.number.text} ${value.unit.text}`;
    case "split":
      return `${value.how.text} ${value.shares.text}`;
    case "string":
      return `"${value.text}"`;
    case "name":
    case "shape":
      return value.text;
  }
};
