import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseLimits } from "../../explore/limits.ts";
import { metrics } from "../../explore/metrics.ts";
import { type Dimension, unitsOf } from "../../support/units.ts";
import { CompileError } from "../../support/diagnostic.ts";

const faultsOf = (...texts: string[]): { code: string; message: string; help?: string }[] => {
  try {
    parseLimits(texts);
    return [];
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    return [...error.diagnostics];
  }
};

describe("parseLimits", () => {
  test("reads metric, relation, bound and unit", () =>
    expect(parseLimits(["latency <= 20 ms", "throughput>=30/s", "energy ≤ 1.5 mJ, model_size <= 64 KiB"])).toEqual([
      { metric: "latency", relation: "<=", bound: 0.02, dimension: "time", written: 20, unit: "ms" },
      { metric: "throughput", relation: ">=", bound: 30, dimension: "rate", written: 30, unit: "/s" },
      { metric: "energy", relation: "<=", bound: 1.5e9, dimension: "energy", written: 1.5, unit: "mJ" },
      { metric: "model_size", relation: "<=", bound: 65536, dimension: "storage", written: 64, unit: "KiB" },
    ]));

  test("latency is a time or a number of cycles", () =>
    expect(parseLimits(["latency <= 8e5 cycles"])).toMatchObject([{ bound: 8e5, dimension: "cycles" }]));

  test("what may be lost of the accuracy is limited too, of nothing else", () => {
    expect(parseLimits(["accuracy drop <= 0.3 dB"])).toEqual([
      { metric: "accuracy", drop: true, relation: "<=", bound: 0.3, dimension: "decibels", written: 0.3, unit: "dB" },
    ]);
    expect(faultsOf("latency drop <= 3 ms")).toMatchObject([{ code: "LIMIT_SYNTAX" }]);
  });

  test("no text, no limit", () => expect(parseLimits([])).toEqual([]));

  test("a misspelt metric is answered with the nearest", () =>
    expect(faultsOf("letency <= 3 ms")).toMatchObject([
      {
        code: "LIMIT_UNKNOWN_METRIC",
        message: expect.stringContaining("letency") as string,
        help: expect.stringContaining("did you mean latency?") as string,
      },
    ]));

  test("a wrong dimension says what was found and what is taken", () =>
    expect(faultsOf("latency <= 3 mm2")).toMatchObject([
      {
        code: "LIMIT_DIMENSION",
        message: 'limit "latency <= 3 mm2": latency takes a time or a number of cycles, found an area',
        help: "give one of ns, us, ms, s, cycles",
      },
    ]));

  test("a bare number is no time", () => expect(faultsOf("latency <= 3")).toMatchObject([{ code: "LIMIT_DIMENSION" }]));

  test("a misspelt unit is answered with the nearest", () =>
    expect(faultsOf("energy <= 3 MJ")).toMatchObject([
      { code: "LIMIT_UNIT", help: expect.stringMatching(/did you mean [a-zA-Z]J\?/) as string },
    ]));

  test("a unit that there is none of is answered with those of the metric", () =>
    expect(faultsOf("latency <= 20kg", "macs <= 3 kg", "throughput >= 3 kg").map(({ help }) => help)).toEqual([
      "give one of ns, us, ms, s, cycles",
      "give a bare number",
      "its unit is /s",
    ]));

  test.each(["latency", "latency 20 ms", "latency < 20 ms", "<= 20 ms", "latency <=", ""])("%j is no limit", text =>
    expect(faultsOf(text)).toMatchObject([{ code: "LIMIT_SYNTAX" }]),
  );

  test("a bound is a number that is not negative", () =>
    expect(faultsOf("latency <= -3 ms", "latency <= many ms")).toMatchObject([
      { code: "LIMIT_NUMBER" },
      { code: "LIMIT_NUMBER" },
    ]));

  test("all faults are reported at once", () =>
    expect(faultsOf("letency <= 3 ms", "area <= 2 mm2", "power <= 3 s").map(({ code }) => code)).toEqual([
      "LIMIT_UNKNOWN_METRIC",
      "LIMIT_DIMENSION",
    ]));
});

test("docs/plan.md names every metric with every unit in which it is bounded", () => {
  const page = readFileSync(new URL("../../docs/plan.md", import.meta.url), "utf8");
  const rows = page.slice(page.indexOf("## Limits")).split("\n");
  for (const [name, { fields }] of Object.entries(metrics)) {
    const row = rows.find(line => line.startsWith("|") && line.includes(`\`${name}\``)) ?? "";
    const words = row.replaceAll("\\", "").split(/[ ,()|]+/);
    const missing = Object.keys(fields)
      .flatMap(dimension => unitsOf(dimension as Dimension))
      .filter(unit => !words.includes(unit));
    expect([name, row === "", missing]).toEqual([name, false, []]);
  }
});
