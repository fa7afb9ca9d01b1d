import { describe, expect, test } from "vitest";
import * as fc from "fast-check";
import { inUnit, parseMeasure, unitNames, unitsOf } from "../../support/units.ts";

describe("parseMeasure", () => {
  test.each([
    ["20 ms", 0.02, "time", "ms"],
    ["8e5 cycles", 800_000, "cycles", "cycles"],
    ["2mm2", 2, "area", "mm2"],
    ["4e9 um2", 4000, "area", "um2"],
    ["1.5 nJ", 1500, "energy", "nJ"],
    ["1 J", 1e12, "energy", "J"],
    ["5 mW", 0.005, "power", "mW"],
    ["64 KiB", 65536, "storage", "KiB"],
    ["64 KB", 64000, "storage", "KB"],
    ["30 /s", 30, "rate", "/s"],
    ["75 %", 0.75, "ratio", "%"],
    [".5", 0.5, "count", ""],
  ] as const)("%s", (text, value, dimension, unit) => {
    const measure = parseMeasure(text);
    expect(measure).toMatchObject({ dimension, unit });
    expect("value" in measure && measure.value).toBeCloseTo(value, 12);
  });

  test.each(["", "ms", "-3 ms", "NaN s", "Infinity s", "1e999 s", "1..2 s", "0x10 s", "ten ms"])(
    "%j is no number",
    text => expect(parseMeasure(text)).toMatchObject({ fault: "not-a-number" }),
  );

  test.each(["3 lightyears", "3 mm3", "3 constructor", "3 MS"])("%j has an unknown unit", text =>
    expect(parseMeasure(text)).toMatchObject({ fault: "unknown-unit" }),
  );

  test("inUnit is its inverse for every unit", () => {
    fc.assert(
      fc.property(fc.constantFrom(...unitNames), fc.integer({ min: 1, max: 1_000_000 }), (unit, count) => {
        const measure = parseMeasure(`${count} ${unit}`);
        expect("value" in measure && inUnit(measure.value, unit) / count).toBeCloseTo(1, 12);
      }),
    );
  });

  test("units of a dimension stand smallest first", () =>
    expect(unitsOf("energy")).toEqual(["pJ", "nJ", "uJ", "mJ", "J"]));
});
