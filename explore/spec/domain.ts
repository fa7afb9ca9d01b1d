/** What a place of a specification may take: one value, or several of which one is chosen. */

export type Domain<T> =
  | { readonly kind: "fixed"; readonly value: T }
  | { readonly kind: "list"; readonly values: readonly T[] }
  /** `from`, `from + step`, … up to `to`, which is taken only where a step lands on it. */
  | { readonly kind: "range"; readonly from: T & number; readonly to: T & number; readonly step: T & number };

/** Longer ranges are refused: no search looks at each value of one. */
export const mostValues = 65_536;

/** How many values a domain has. */
export const sizeOf = <T>(domain: Domain<T>): number => {
  switch (domain.kind) {
    case "fixed":
      return 1;
    case "list":
      return domain.values.length;
    case "range":
      return stepsIn(domain) + 1;
  }
};

/** Every value in the order written. */
export const valuesOf = <T>(domain: Domain<T>): readonly T[] => {
  switch (domain.kind) {
    case "fixed":
      return [domain.value];
    case "list":
      return domain.values;
    case "range":
      // The i-th value is one product and one sum away, so that rounding does not add up.
      return Array.from({ length: sizeOf(domain) }, (_, i) => (domain.from + i * domain.step) as T);
  }
};

/** A share of a step that doubles may lose where a range ends in a value like 0.3. */
const roundingSlack = 1e-9;

const stepsIn = ({ from, to, step }: { readonly from: number; readonly to: number; readonly step: number }): number =>
  Math.floor((to - from) / step + roundingSlack);
