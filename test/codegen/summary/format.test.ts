import { describe, expect, test } from "vitest";
import {
  formatRange,
  formatRate,
  formatScaled,
  formatShare,
  formatWhole,
  threeDigits,
} from "../../../codegen/summary/format.ts";
import { abridge, formatTable, wrap } from "../../../codegen/summary/table.ts";

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

  test("a range shares its unit", () =>
    expect(formatRange(900_000, 80_400_000, "picojoules")).toBe("0.900 to 80.4 uJ"));
  test("rates have no prefix", () =>
    expect([30, 8451.5, 17_857_142].map(formatRate)).toEqual(["30.0", "8,450", "17,900,000"]));
  test("groups of thousands", () =>
    expect([0, 999, 1000, 1234567].map(formatWhole)).toEqual(["0", "999", "1,000", "1,234,567"]));
  test("a small share is not nothing", () =>
    expect([0, 0.004, 0.5, 1, -0.004].map(formatShare)).toEqual(["0 %", "<1 %", "50 %", "100 %", "-<1 %"]));
  test("very large and very small numbers get an exponent", () =>
    expect([1.5e12, 2e-7].map(threeDigits)).toEqual(["1.5e+12", "2e-7"]));
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
});
