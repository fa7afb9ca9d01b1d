/** The entries of a block, looked up in the table of what may stand there. */
import type { Diagnostic, Place } from "../../../support/diagnostic.ts";
import { duplicate, misplaced, missing, unknownName, wrongValue } from "../messages.ts";
import type { BlockSyntax, EntrySyntax, NameSyntax, SettingSyntax } from "../syntax.ts";
import { type BlockName, entries as allRules, type EntryRule } from "../tables/entries.ts";
import type { Reading } from "./reading.ts";

type Rules = Readonly<Record<string, EntryRule>>;

export interface Entries {
  /** The one setting of that name. */
  setting(name: string): SettingSyntax | undefined;
  /** Every block of that name, in order. */
  blocks(name: string): readonly BlockSyntax[];
  /** Every entry of a kind, in order. */
  ofKind<K extends EntrySyntax["kind"]>(kind: K): readonly Extract<EntrySyntax, { readonly kind: K }>[];
  /** Is there an entry of that name, if only a wrong one? */
  has(name: string): boolean;
  /** Settings that the table does not name: parameters. */
  readonly others: readonly SettingSyntax[];
}

/**
 * Parts the entries of a block by name. Unknown, doubled and missing ones are faults.
 * @param kind of block, by which the table names it.
 * @param takesParameters whether settings that the table does not name may stand here too.
 */
export const readEntries = (
  reading: Reading,
  block: Pick<BlockSyntax, "head" | "name" | "entries">,
  kind: BlockName,
  takesParameters = false,
): Entries => {
  const rules: Rules = allRules[kind];
  const found: EntrySyntax[] = [];
  const others: SettingSyntax[] = [];
  const given = new Set(block.entries.map(({ head }) => head.text));
  for (const entry of block.entries) {
    const rule = Object.hasOwn(rules, entry.head.text) ? rules[entry.head.text] : undefined;
    if (rule === undefined && takesParameters && entry.kind === "setting") others.push(entry);
    else if (rule === undefined) reading.faults.push(unknownEntry(entry, kind, rules));
    else if (formOf(entry) !== rule.form) reading.faults.push(wrongForm(entry, rule));
    else found.push(entry);
  }
  const named = (name: string): readonly EntrySyntax[] => found.filter(({ head }) => head.text === name);
  for (const [name, rule] of Object.entries(rules)) {
    if (!given.has(name)) refuseLack(reading, name, rule, block);
    refuseMore(reading, name, rule, named(name));
  }
  return {
    has: name => given.has(name),
    setting: name => named(name).find(isSetting),
    blocks: name => named(name).filter(isBlock),
    ofKind: <K extends EntrySyntax["kind"]>(of: K) =>
      found.filter((entry): entry is Extract<EntrySyntax, { readonly kind: K }> => entry.kind === of),
    others,
  };
};

const isSetting = (entry: EntrySyntax): entry is SettingSyntax => entry.kind === "setting";
const isBlock = (entry: EntrySyntax): entry is BlockSyntax => entry.kind === "block";

const formOf = ({ kind }: EntrySyntax): EntryRule["form"] =>
  kind === "block" || kind === "setting" ? kind : "statement";

const unknownEntry = ({ head }: EntrySyntax, kind: BlockName, rules: Rules): Diagnostic => {
  const homes = Object.entries(allRules).flatMap(([home, inside]) => (Object.hasOwn(inside, head.text) ? [home] : []));
  return homes.length > 0
    ? misplaced(head.text, kind, head.place, `it belongs into ${homes.join(" or ")}`)
    : unknownName(`entry of ${kind} named`, head.text, head.place, Object.keys(rules));
};

const wrongForm = ({ head, kind }: EntrySyntax, { form, example }: EntryRule): Diagnostic =>
  wrongValue(
    head.text,
    form === "block" ? "a block in braces" : "a value",
    kind === "block" ? "a block" : "a value",
    head.place,
    example,
  );

const refuseLack = (
  reading: Reading,
  name: string,
  { count, example }: EntryRule,
  block: Pick<BlockSyntax, "head" | "name">,
): void => {
  if (count !== "one" && count !== "some") return;
  const { place } = block.name ?? block.head;
  reading.faults.push(missing(`${titleOf(block)} has no ${name}`, place, `add for example \`${example}\``));
};

const refuseMore = (
  reading: Reading,
  name: string,
  { count }: EntryRule,
  [first, ...more]: readonly EntrySyntax[],
): void => {
  if (count === "any" || count === "some") return;
  for (const { head } of more) reading.faults.push(duplicate(name, head.place, first?.head.place));
};

/** `network faces`, `asic`. */
const titleOf = ({ head, name }: Pick<BlockSyntax, "head" | "name">): string =>
  name === undefined ? head.text : `${head.text} ${name.text}`;

/** The name of a block that must have one; undefined, with a fault, where it has none. */
export const readBlockName = (
  reading: Reading,
  { head, name }: BlockSyntax,
  example: string,
): NameSyntax | undefined => {
  if (name === undefined)
    reading.faults.push(missing(`${head.text} has no name`, head.place, `write for example \`${example}\``));
  return name;
};

/** Blocks such as `asic` are the only ones of their kind. */
export const refuseBlockName = (reading: Reading, { head, name }: BlockSyntax): void => {
  if (name !== undefined)
    reading.faults.push(wrongValue(head.text, "no name", name.text, name.place, `${head.text} { … }`));
};

/** Names that are given to two things of a kind are faults, at the second. */
export const refuseDoubles = (
  reading: Reading,
  kind: string,
  names: readonly { readonly text: string; readonly place: Place | undefined }[],
): void => {
  const seen = new Map<string, Place | undefined>();
  for (const { text, place } of names) {
    if (seen.has(text)) reading.faults.push(duplicate(`${kind} ${text}`, place, seen.get(text)));
    else seen.set(text, place);
  }
};
