import { describe, expect, test } from "vitest";
import * as fc from "fast-check";
import { inUnit, measured, parseMeasure, unitNames, unitsOf, writtenIn } from "../../support/units.ts";

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
    ["200 MHz", 2e8, "frequency", "MHz"],
    ["3.2 GB/s", 3.2e9, "bandwidth", "GB/s"],
    ["1 GiB/s", 2 ** 30, "bandwidth", "GiB/s"],
    ["32 B/cycle", 32, "bandwidth per cycle", "B/cycle"],
    ["20 pJ/bit", 20, "energy per bit", "pJ/bit"],
    ["2 nJ*s", 2000, "energy times delay", "nJ*s"],
    ["8 bits", 8, "bits", "bits"],
    ["8 bit", 8, "bits", "bit"],
    ["64 kB", 64000, "storage", "kB"],
    ["3 \u00b5s", 3e-6, "time", "\u00b5s"],
    ["2 mm\u00b2", 2, "area", "mm\u00b2"],
    ["0.3 dB", 0.3, "decibels", "dB"],
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

  test.each([
    [65536, "storage", "64 KiB"],
    [131072, "storage", "128 KiB"],
    [64000, "storage", "64 KB"],
    [5e8, "frequency", "500 MHz"],
    [1e9, "frequency", "1 GHz"],
    [1.6e9, "bandwidth", "1.6 GB/s"],
    [0.02, "time", "20 ms"],
    [0.7, "ratio", "70 %"],
    [Math.PI, "time", `${Math.PI} s`],
    [8, "bits", "8 bits"],
    [3, "count", "3 "],
  ] as const)("%f of %s is written %s", (value, dimension, text) => {
    const { written, unit } = writtenIn(value, dimension);
    expect(`${written} ${unit}`).toBe(text);
  });

  test("what is written is read back to the last bit", () => {
    const dimensions = ["time", "storage", "bandwidth", "area", "energy"] as const;
    fc.assert(
      fc.property(fc.constantFrom(...dimensions), fc.double({ min: 0, max: 1e15, noNaN: true }), (dimension, value) => {
        const { written, unit } = writtenIn(value, dimension);
        expect(measured(written, unit)).toMatchObject({ value, dimension });
      }),
    );
  });

  test("a share in tenths of a percent is read back to the last bit", () => {
    for (let i = 0; i <= 1000; i++) {
      const { written, unit } = writtenIn(i / 1000, "ratio");
      expect(measured(written, unit)?.value).toBe(i / 1000);
    }
  });

  test("units of a dimension stand smallest first", () =>
    expect(unitsOf("energy")).toEqual(["pJ", "nJ", "uJ", "mJ", "J"]));
});
