/** Places of a specification that take one of several values: each is a choice, unless there is but one. */
import { valuesOf, type Domain } from "../spec/domain.ts";
import type { Choice, Encoding } from "./design-space.ts";

export interface OpenValues<T extends string | number> {
  readonly name: string;
  readonly values: readonly T[];
}

export const openValues = <T extends string | number>(name: string, domain: Domain<T>): OpenValues<T> => ({
  name,
  values: valuesOf(domain),
});

/** Numbers are ordinal, in rising order; names are categorical. */
export const choicesOf = (places: readonly OpenValues<string | number>[]): readonly Choice[] =>
  places.filter(isOpen).map(({ name, values }): Choice => {
    const numbers = values.filter(value => typeof value === "number");
    return numbers.length === values.length
      ? { kind: "ordinal", name, values: rising(numbers) }
      : { kind: "categorical", name, values: values.map(String) };
  });

/** One value per place. */
export const valuesAt = <T extends string | number>(
  places: readonly OpenValues<T>[],
  codes: Encoding,
): readonly (T | undefined)[] => {
  let next = 0;
  return places.map(place => {
    const ordered = inOrder(place.values);
    return isOpen(place) ? ordered[codes[next++] ?? -1] : ordered[0];
  });
};

const isOpen = ({ values }: OpenValues<string | number>): boolean => values.length > 1;

const inOrder = <T extends string | number>(values: readonly T[]): readonly T[] =>
  values.every(value => typeof value === "number") ? rising(values) : values;

const rising = <T extends number>(values: readonly T[]): readonly T[] => values.toSorted((a, b) => a - b);
