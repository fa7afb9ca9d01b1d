import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatRange, formatScaled, formatShare } from "../../../codegen/summary/format.ts";
import { abridge, abridgeApart, formatTable, wrap } from "../../../codegen/summary/table.ts";

describe("numbers", () => {
  test.each([
    [0.0132, "seconds", "13.2 ms"],
    [0.99996e-3, "seconds", "1.00 ms"],
    [12, "seconds", "12.0 s"],
    [0, "seconds", "0.00 ns"],
    [42_100_000, "picojoules", "42.1 uJ"],
    [0.034, "watts", "34.0 mW"],
    [1.876, "squareMm", "1.88 mm2"],
    [0.00123, "squareMm", "0.00123 mm2"],
    [65536, "bytes", "64.0 KiB"],
    [512, "bytes", "512 B"],
    [500e6, "hertz", "500 MHz"],
    [300_774_272, "count", "301 M"],
    [12, "count", "12"],
  ] as const)("%s %s", (value, kind, text) => expect(formatScaled(value, kind)).toBe(text));

  test("a range has the unit of the estimate that it is about", () => {
    expect(formatRange({ low: 900_000, high: 80_400_000 }, 42_000_000, "picojoules")).toBe("0.900 to 80.4 uJ");
    expect(formatRange({ low: 400_000, high: 2_340_000 }, 800_000, "picojoules")).toBe("400 to 2,340 nJ");
  });
  test("a small share is not nothing", () =>
    expect([0, 0.004, 0.5, 1, -0.004].map(formatShare)).toEqual(["0 %", "<1 %", "50 %", "100 %", "-<1 %"]));
});

describe("tables", () => {
  test("long lines break at words and indent", () => {
    expect(wrap("one two three four", 9)).toEqual(["one two", "  three", "  four"]);
    expect(wrap("unbreakable word", 4)).toEqual(["unbreakable", "  word"]);
  });
  test("columns line up and lines end without blanks", () =>
    expect(
      formatTable(
        [
          ["a", "10", ""],
          ["bcd", "2", "x"],
        ],
        ["left", "right", "left"],
      ),
    ).toEqual(["a    10", "bcd   2  x"]));
  test("long names lose their middle", () => {
    expect(abridge("backbone.layer1.conv", 9)).toBe("back…conv");
    expect(abridge("short", 9)).toBe("short");
  });
  test("names whose ends are the same are cut where they differ", () => {
    const name = (i: string): string => `prefix_of_all/layer_${i}/with_a_long_tail/resource1`;
    expect(abridgeApart([name("4"), "short", name("12"), name("13"), name("4")], 20)).toEqual([
      "…ayer_4/wi…resource1",
      "short",
      "…ayer_12/w…resource1",
      "…ayer_13/w…resource1",
      "…ayer_4/wi…resource1",
    ]);
  });
  test("names that differ in a number stay apart, wherever it stands, and fit", () =>
    fc.assert(
      fc.property(fc.nat(30), fc.nat(30), fc.uniqueArray(fc.nat(999), { maxLength: 12 }), (before, after, numbers) => {
        const names = numbers.map(number => `${"block/".repeat(before)}${number}${"/conv".repeat(after)}`);
        const cut = abridgeApart(names, 40);
        expect(new Set(cut).size).toBe(names.length);
        for (const text of cut) expect(text.length).toBeLessThanOrEqual(40);
      }),
    ));
});
