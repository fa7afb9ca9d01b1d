import { describe, expect, test } from "vitest";
import { allColumns, choiceColumns, rowOf } from "../../../explore/predictors/features.ts";
import type { DesignSpace } from "../../../explore/space/design-space.ts";

const space: DesignSpace = {
  choices: [
    { kind: "categorical", name: "first", values: ["skip", "conv"] },
    { kind: "ordinal", name: "bits", values: [2, 4, 8] },
    { kind: "real", name: "width", low: 10, high: 20 },
    { kind: "categorical", name: "second", values: ["skip", "conv"] },
  ],
  constraints: [],
  canonical: encoding => encoding,
};

describe("features of designs", () => {
  test("are one-hot, scaled positions and values, and counts of shared values", () => {
    const columns = allColumns(space);
    expect(columns.map(column => column.name)).toEqual([
      "first = skip",
      "first = conv",
      "bits",
      "bits by value",
      "width",
      "second = skip",
      "second = conv",
      "choices of skip",
      "choices of conv",
    ]);
    expect([...rowOf(columns, [1, 1, 12.5, 1])]).toEqual([0, 1, 0.5, 1 / 3, 0.25, 0, 1, 0, 1]);
  });

  test("of even steps stand once, and of a choice of one value are 0", () => {
    const even: DesignSpace = {
      ...space,
      choices: [
        { kind: "ordinal", name: "pes", values: [64, 128, 192] },
        { kind: "ordinal", name: "fixed", values: [7] },
        { kind: "real", name: "point", low: 3, high: 3 },
      ],
    };
    expect([...rowOf(allColumns(even), [2, 0, 3])]).toEqual([1, 0, 0]);
  });

  test("that tell of single choices leave counts out, and a space's own come last", () => {
    const known: DesignSpace = { ...space, features: [{ name: "depth", read: ([first = NaN]) => 10 * first }] };
    expect(choiceColumns(known).map(column => column.choice)).toEqual([0, 0, 1, 1, 2, 3, 3]);
    expect(rowOf(allColumns(known), [1, 0, 10, 0]).at(-1)).toBe(10);
  });
});
