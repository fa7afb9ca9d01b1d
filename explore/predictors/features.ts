/**
 * What predictors see of a design: numbers for its choices. A categorical choice becomes one column per value (1 where it is chosen), an
 * ordinal one its position and its value, a real one its value, all scaled to [0, 1]. Choices of the same values, such as the edges of a
 * cell or the layers of a network, add how many of them chose each value; a space may add features of its own.
 */
import { groupBy } from "../../support/group-by.ts";
import type { CategoricalChoice, Choice, DesignSpace, Encoding, OrdinalChoice } from "../space/design-space.ts";
import type { Row } from "./predictor.ts";

export interface Column {
  /** For a person: `edge 2 = conv3x3`. */
  readonly name: string;
  /** Position of the choice that it tells of; absent where it tells of several. */
  readonly choice?: number;
  read(encoding: Encoding): number;
}

/** One column or more per choice, none that tells of two. */
export const choiceColumns = ({ choices }: DesignSpace): readonly Column[] =>
  choices.flatMap((choice, position) => columnsOf(choice, position));

/** The choices' columns, what their shared values add, and what the space knows beyond them. */
export const allColumns = (space: DesignSpace): readonly Column[] => [
  ...choiceColumns(space),
  ...countColumns(space),
  ...(space.features ?? []),
];

export const rowOf = (columns: readonly Column[], encoding: Encoding): Row =>
  Float64Array.from(columns, column => column.read(encoding));

const columnsOf = (choice: Choice, position: number): readonly Column[] => {
  switch (choice.kind) {
    case "categorical":
      return oneHotColumns(choice, position);
    case "ordinal":
      return ordinalColumns(choice, position);
    case "real": {
      const { name, low, high } = choice;
      const span = high > low ? high - low : 1;
      return [{ name, choice: position, read: encoding => ((encoding[position] ?? NaN) - low) / span }];
    }
  }
};

const oneHotColumns = ({ name, values }: CategoricalChoice, position: number): readonly Column[] =>
  values.map((value, code) => ({
    name: `${name} = ${value}`,
    choice: position,
    read: encoding => (encoding[position] === code ? 1 : 0),
  }));

/** Sizes that double are even by position, sizes that step are even by value: a linear predictor takes what fits. */
const ordinalColumns = ({ name, values }: OrdinalChoice, position: number): readonly Column[] => {
  const last = Math.max(1, values.length - 1);
  const byPosition: Column = { name, choice: position, read: encoding => (encoding[position] ?? NaN) / last };
  const low = values[0] ?? 0;
  const span = (values.at(-1) ?? 0) - low;
  const isEven = values.every((value, i) => Math.abs(value - low - (span * i) / last) <= 1e-9 * Math.abs(span));
  if (isEven) return [byPosition];
  const read = (encoding: Encoding): number => ((values[encoding[position] ?? NaN] ?? NaN) - low) / span;
  return [byPosition, { name: `${name} by value`, choice: position, read }];
};

const countColumns = ({ choices }: DesignSpace): readonly Column[] => {
  const categorical = choices.flatMap((choice, position) =>
    choice.kind === "categorical" ? [{ choice, position }] : [],
  );
  const alike = groupBy(categorical, ({ choice }) => JSON.stringify(choice.values));
  return [...alike.values()].filter(group => group.length > 1).flatMap(countsOf);
};

const countsOf = (
  group: readonly { readonly choice: CategoricalChoice; readonly position: number }[],
): readonly Column[] => {
  const positions = group.map(each => each.position);
  return (group[0]?.choice.values ?? []).map((value, code) => ({
    name: `choices of ${value}`,
    read: encoding => positions.filter(position => encoding[position] === code).length / positions.length,
  }));
};
