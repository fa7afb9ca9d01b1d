/** The two smallest differences, of a number and of any field, and how the entries of two lists find their counterparts. */
import { groupBy } from "../../support/group-by.ts";
import type { FieldChange, NumberChange, TextChanges, Value } from "./plan-diff.ts";

export const numberChange = (before: number | null, after: number | null): NumberChange => {
  const change = before === null || after === null ? null : after - before;
  return { before, after, change, share: change === null || before === null || before === 0 ? null : change / before };
};

export const isSame = ({ before, after }: NumberChange): boolean => before === after;

/** The fields of either object whose values differ; one that an object lacks is null. */
export const fieldChanges = (
  before: Readonly<Record<string, Value>>,
  after: Readonly<Record<string, Value>>,
): readonly FieldChange[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap(field => {
    const change = { field, before: before[field] ?? null, after: after[field] ?? null };
    return change.before === change.after ? [] : [change];
  });

/** Numbers by name, those that differ, the largest change first; what one side lacks is zero there. */
export const sharesOfChange = (
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
): readonly (NumberChange & { readonly name: string })[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .map(name => ({ name, ...numberChange(before[name] ?? 0, after[name] ?? 0) }))
    .filter(change => !isSame(change))
    .toSorted((a, b) => Math.abs(b.change ?? 0) - Math.abs(a.change ?? 0));

/** What each list has that the other lacks, counted: two of the same against one leave one. */
export const textChanges = (before: readonly string[], after: readonly string[]): TextChanges => {
  const pairs = paired(before, after, text => text);
  return {
    added: pairs.flatMap(([old, now]) => (old === undefined && now !== undefined ? [now] : [])),
    removed: pairs.flatMap(([old, now]) => (now === undefined && old !== undefined ? [old] : [])),
  };
};

export type Pair<T> = readonly [T | undefined, T | undefined];

/** Those of equal keys side by side, the first with the first; then what only the second list has. */
export const paired = <T>(
  before: readonly T[],
  after: readonly T[],
  keyOf: (item: T) => string,
): readonly Pair<T>[] => {
  const waiting = new Map([...groupBy(after, keyOf)].map(([key, items]) => [key, [...items]]));
  const pairs = before.map((item): Pair<T> => [item, waiting.get(keyOf(item))?.shift()]);
  return [...pairs, ...[...waiting.values()].flat().map((item): Pair<T> => [undefined, item])];
};

/** As `paired`; but where each list has one item, the two are one another's whatever their keys. */
export const pairedOrAlone = <T>(
  before: readonly T[],
  after: readonly T[],
  keyOf: (item: T) => string,
): readonly Pair<T>[] =>
  before.length === 1 && after.length === 1 ? [[before[0], after[0]]] : paired(before, after, keyOf);

/** Every value inside, by its path; what lists hold goes by its `name`, else by its place. */
export const leavesOf = (value: unknown, path = ""): Readonly<Record<string, Value>> => {
  if (typeof value !== "object" || value === null) return { [path]: value as Value };
  const entries = Array.isArray(value)
    ? value.map((item: unknown, i): [string, unknown] => [nameOf(item) ?? String(i + 1), item])
    : Object.entries(value);
  return Object.assign(
    {},
    ...entries.map(([key, inner]) => leavesOf(inner, path === "" ? key : `${path}.${key}`)),
  ) as Record<string, Value>;
};

const nameOf = (item: unknown): string | undefined =>
  typeof item === "object" && item !== null && "name" in item && typeof item.name === "string" ? item.name : undefined;
