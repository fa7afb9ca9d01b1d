/** `network faces { … }`: a model file or a space, how often it runs, where its accuracy comes from. */
import { type PerSecond, quantity } from "../../../support/quantity.ts";
import { valuesOf } from "../domain.ts";
import { duplicate, missing, outOfRange, unknownName, wrongValue } from "../messages.ts";
import type { GivenModel, NetworkSpace, SpaceValue, SpecNetwork } from "../spec.ts";
import {
  type BindSyntax,
  type BlockSyntax,
  placeOfDomain,
  placeOfValue,
  type SettingSyntax,
  type ValueSyntax,
} from "../syntax.ts";
import { type SpaceName, type SpaceParameter, spaces } from "../tables/spaces.ts";
import { readAccuracy } from "./accuracy.ts";
import { type Entries, readBlockName, readEntries, refuseDoubles } from "./entries.ts";
import { placed, type Reading, readPath } from "./reading.ts";
import { lookUp, readNumbers, readQuantity, readSingle, readSingleQuantity, readString, textOf } from "./values.ts";

export const readNetwork = (reading: Reading, block: BlockSyntax): SpecNetwork | undefined => {
  const name = readBlockName(reading, block, "network faces { … }");
  const entries = readEntries(reading, block, "network");
  const source = readSource(reading, block, entries);
  const rate = readSingleQuantity(reading, entries.setting("rate"), { dimensions: ["rate"], demand: "positive" });
  const weight = readSingleQuantity(reading, entries.setting("weight"), { dimensions: ["count"] });
  const [accuracyEntry] = entries.ofKind("accuracy");
  const accuracy = accuracyEntry && readAccuracy(reading, accuracyEntry);
  if (name === undefined || source === undefined) return undefined;
  return placed(
    reading,
    {
      name: name.text,
      source,
      ...(rate === undefined ? {} : { rate: quantity<PerSecond>(rate.value) }),
      weight: weight?.value ?? 1,
      ...(accuracy === undefined ? {} : { accuracy }),
    },
    name.place,
  );
};

const readSource = (reading: Reading, block: BlockSyntax, entries: Entries): GivenModel | NetworkSpace | undefined => {
  const model = entries.setting("model");
  const [space] = entries.blocks("space");
  const binds = entries.ofKind("bind");
  if (model !== undefined && space !== undefined)
    reading.faults.push(duplicate("the network", space.head.place, model.head.place));
  if (space !== undefined) {
    for (const { head } of binds)
      reading.faults.push(wrongValue("bind", "a model", "a space", head.place, 'model "net.onnx"'));
    return readSpace(reading, space);
  }
  if (model !== undefined) return readModel(reading, model, binds);
  if (entries.has("model") || entries.has("space")) return undefined;
  const { place } = block.name ?? block.head;
  reading.faults.push(
    missing(
      `network ${block.name?.text ?? ""} has neither model nor space`,
      place,
      'add for example `model "net.onnx"`',
    ),
  );
  return undefined;
};

const readModel = (reading: Reading, setting: SettingSyntax, binds: readonly BindSyntax[]): GivenModel | undefined => {
  const value = readSingle(reading, setting);
  const text = value && readString(reading, value, "model");
  refuseDoubles(
    reading,
    "bind",
    binds.map(({ symbol }) => symbol),
  );
  const bindings = binds.flatMap(({ symbol, size }): [string, number][] => {
    const wanted = { what: `bind ${symbol.text}`, dimensions: ["count"], demand: "positive whole" } as const;
    const count = readQuantity(reading, { kind: "quantity", number: size, unit: undefined }, wanted);
    return count === undefined ? [] : [[symbol.text, count.value]];
  });
  if (text === undefined) return undefined;
  const model = { kind: "model", ...readPath(reading, text), bindings: Object.fromEntries(bindings) } as const;
  return placed(reading, model, text.place);
};

const readSpace = (reading: Reading, block: BlockSyntax): NetworkSpace | undefined => {
  const name = readBlockName(reading, block, "space resnet9 { input 3x32x32  classes 10 }");
  const space = name && lookUp(reading, name, "space", Object.keys(spaces) as SpaceName[]);
  if (name === undefined || space === undefined) return undefined;
  const declared: Readonly<Record<string, SpaceParameter>> = spaces[space].parameters;
  const settings = block.entries.flatMap(entry => {
    const isKnown = entry.kind === "setting" && Object.hasOwn(declared, entry.head.text);
    if (!isKnown) {
      const { text, place } = entry.head;
      reading.faults.push(unknownName(`parameter of space ${space} named`, text, place, Object.keys(declared)));
    }
    return isKnown ? [entry] : [];
  });
  refuseDoubles(
    reading,
    `parameter`,
    settings.map(({ head }) => head),
  );
  for (const [parameter, { summary, otherwise }] of Object.entries(declared))
    if (otherwise === undefined && settings.every(({ head }) => head.text !== parameter))
      reading.faults.push(missing(`space ${space} lacks ${parameter}`, name.place, `add \`${parameter}\`: ${summary}`));
  const parameters = settings.flatMap((setting): [string, SpaceValue][] => {
    const { text } = setting.head;
    const read = readSpaceParameter(reading, setting, declared[text] ?? { summary: "", kind: "count" });
    return read === undefined ? [] : [[text, read]];
  });
  return placed<NetworkSpace>(
    reading,
    { kind: "space", space, parameters: Object.fromEntries(parameters) },
    name.place,
  );
};

const readSpaceParameter = (
  reading: Reading,
  setting: SettingSyntax,
  { kind, mayBeNone, most = Infinity }: SpaceParameter,
): SpaceValue | undefined => {
  const { head, domain } = setting;
  const read = kind === "choices" ? readChoices(reading, setting, mayBeNone === true) : readOne(reading, setting, kind);
  const largest = numbersOf(read).reduce((greatest, each) => Math.max(greatest, each), 0);
  if (largest > most)
    reading.faults.push(outOfRange(head.text, String(largest), `1 to ${most}`, placeOfDomain(domain)));
  return read;
};

const readChoices = (reading: Reading, setting: SettingSyntax, mayBeNone: boolean): SpaceValue | undefined =>
  readNumbers(reading, setting, { dimensions: ["count"], demand: mayBeNone ? "whole" : "positive whole" });

const readOne = (
  reading: Reading,
  setting: SettingSyntax,
  kind: Exclude<SpaceParameter["kind"], "choices">,
): SpaceValue | undefined => {
  const value = readSingle(reading, setting);
  return value && readSpaceValue(reading, value, setting.head.text, kind);
};

/** Those that a parameter may be. */
const numbersOf = (value: SpaceValue | undefined): readonly number[] => {
  if (typeof value === "number") return [value];
  return typeof value === "object" && "kind" in value ? valuesOf(value) : [];
};

const readSpaceValue = (
  reading: Reading,
  value: ValueSyntax,
  what: string,
  kind: Exclude<SpaceParameter["kind"], "choices">,
): SpaceValue | undefined => {
  if (kind === "file") {
    const text = readString(reading, value, what);
    return text && readPath(reading, text);
  }
  if (kind === "shape" && value.kind === "shape") {
    const sizes = value.text.split("x").map(Number);
    if (sizes.every(size => Number.isSafeInteger(size) && size > 0)) return sizes;
  }
  if (kind === "count" && value.kind === "quantity")
    return readQuantity(reading, value, { what, dimensions: ["count"], demand: "positive whole" })?.value;
  const [expected, example] = kind === "shape" ? ["a shape", "3x32x32"] : ["a whole number from 1", "10"];
  reading.faults.push(wrongValue(what, expected, textOf(value), placeOfValue(value), `${what} ${example}`));
  return undefined;
};
