/** `accuracy from …`: each source takes other things. */
import { missing, wrongValue } from "../messages.ts";
import type { AccuracySource } from "../spec.ts";
import { type AccuracySyntax, placeOfValue, type SettingSyntax } from "../syntax.ts";
import {
  type AccuracyMetric,
  accuracyMetrics,
  type AccuracySourceName,
  accuracySources,
  type ProxyMeasure,
  proxyMeasures,
} from "../tables/accuracy.ts";
import { readEntries } from "./entries.ts";
import { placed, type Reading, readPath } from "./reading.ts";
import { lookUp, readSingle, readSingleQuantity, textOf } from "./values.ts";

export const readAccuracy = (reading: Reading, entry: AccuracySyntax): AccuracySource | undefined => {
  const from = lookUp(
    reading,
    entry.source,
    "source of accuracy",
    Object.keys(accuracySources) as AccuracySourceName[],
  );
  const source = from && readers[from](reading, entry);
  return source && placed(reading, source, entry.source.place);
};

type Reader = (reading: Reading, entry: AccuracySyntax) => AccuracySource | undefined;

const readers: Readonly<Record<AccuracySourceName, Reader>> = {
  proxy: (reading, entry) => {
    refuse(reading, entry, ["file", "block"]);
    const { detail } = entry;
    if (detail === undefined) return { from: "proxy" };
    if (detail.key.text !== "measure") {
      const example = "accuracy from proxy measure macs";
      reading.faults.push(wrongValue("accuracy from proxy", "a measure", detail.key.text, detail.key.place, example));
      return undefined;
    }
    const measure = lookUp(reading, detail.value, "measure of networks", Object.keys(proxyMeasures) as ProxyMeasure[]);
    return measure && { from: "proxy", measure };
  },
  training: (reading, entry) => {
    refuse(reading, entry, ["file", "detail"]);
    const entries = readEntries(
      reading,
      entry.block ?? { head: entry.source, name: undefined, entries: [] },
      "training",
    );
    const split = readSplit(reading, entries.setting("split"));
    const epochs = readSingleQuantity(reading, entries.setting("epochs"), {
      dimensions: ["count"],
      demand: "positive whole",
    });
    return {
      from: "training",
      ...(split === undefined ? {} : { split }),
      ...(epochs === undefined ? {} : { epochs: epochs.value }),
    };
  },
  table: (reading, entry) => {
    refuse(reading, entry, ["block"]);
    const { file, detail } = required(reading, entry, "column", 'accuracy from table "file.csv" column acc');
    if (file === undefined || detail === undefined) return undefined;
    return { from: "table", table: readPath(reading, file), column: detail.text };
  },
  data: (reading, entry) => {
    refuse(reading, entry, ["block"]);
    const { file, detail } = required(reading, entry, "metric", 'accuracy from data "folder" metric top1');
    const metric =
      detail && lookUp(reading, detail, "measure of accuracy", Object.keys(accuracyMetrics) as AccuracyMetric[]);
    if (file === undefined || metric === undefined) return undefined;
    return { from: "data", data: readPath(reading, file), metric };
  },
};

const refuse = (reading: Reading, entry: AccuracySyntax, parts: readonly ("file" | "detail" | "block")[]): void => {
  const words = { file: entry.file, detail: entry.detail?.key, block: entry.block?.head };
  for (const part of parts) {
    const word = words[part];
    if (word === undefined) continue;
    const found = part === "block" ? "a block" : word.text;
    reading.faults.push(
      wrongValue(`accuracy from ${entry.source.text}`, `no ${part === "detail" ? word.text : part}`, found, word.place),
    );
  }
};

const required = (
  reading: Reading,
  { source, file, detail }: AccuracySyntax,
  key: "column" | "metric",
  example: string,
): Pick<AccuracySyntax, "file"> & { readonly detail: AccuracySyntax["source"] | undefined } => {
  const lacks = (what: string): unknown =>
    reading.faults.push(
      missing(`accuracy from ${source.text} has no ${what}`, source.place, `write for example \`${example}\``),
    );
  if (file === undefined) lacks("file");
  if (detail !== undefined && detail.key.text !== key)
    reading.faults.push(
      wrongValue(`accuracy from ${source.text}`, `a ${key}`, detail.key.text, detail.key.place, example),
    );
  if (detail === undefined) lacks(key);
  return { file, detail: detail?.key.text === key ? detail.value : undefined };
};

/** Shares of training, validation and test. */
const readSplit = (reading: Reading, setting: SettingSyntax | undefined): readonly number[] | undefined => {
  const value = setting && readSingle(reading, setting);
  if (value === undefined) return undefined;
  const shares = value.kind === "split" && value.how.text === "random" ? value.shares.text.split("/").map(Number) : [];
  if (shares.length === 3 && shares.reduce((sum, share) => sum + share, 0) === 100) return shares;
  reading.faults.push(
    wrongValue("split", "three shares that add up to 100", textOf(value), placeOfValue(value), "split random 60/20/20"),
  );
  return undefined;
};
