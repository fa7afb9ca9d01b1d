import { describe, expect, test } from "vitest";
import { z } from "zod";
import { lawAt, technologyAt } from "../../accelerators/technology.ts";
import { technologies } from "../../accelerators/technology/index.ts";

const sourced = z
  .strictObject({
    value: z.number().positive(),
    low: z.number().positive(),
    high: z.number().positive(),
    source: z.string().min(1),
  })
  .refine(({ low, value, high }) => low <= value && value <= high, "the value lies within its band");
const law = z
  .strictObject({
    value: z.number().positive(),
    low: z.number().positive(),
    high: z.number().positive(),
    at: z.number().positive(),
    exponent: z.number(),
    lowExponent: z.number().optional(),
    highExponent: z.number().optional(),
    exponentBelow: z.number().optional(),
    source: z.string().min(1),
  })
  .refine(({ low, value, high }) => low <= value && value <= high, "the value lies within its band");
const dram = z.strictObject({ energyPjPerBit: sourced });

const technology = z.strictObject({
  name: z.string(),
  summary: z.string().min(1),
  mac: z.strictObject({ energyPj: law, areaUm2: law }),
  vectorOperation: z.strictObject({ energyPj: law, areaUm2: law }),
  register: z.strictObject({ energyPjPerBit: sourced, areaUm2PerBit: sourced }),
  sram: z.strictObject({ energyPjPerBit: law, areaUm2PerBit: law }),
  wire: z.strictObject({ energyPjPerBitMm: sourced }),
  dram: z.strictObject({ lpddr4: dram, lpddr5: dram, ddr4: dram, hbm2: dram, hbm3: dram }),
  leakage: z.strictObject({ logicWattsPerMm2: sourced, sramWattsPerMib: sourced }),
});

test.each(Object.entries(technologies))("%s is well formed, and its name is its key", (name, table) => {
  expect(technology.parse(table).name).toBe(name);
});

test("the unit table costs 1 whatever the size", () => {
  const { unit } = technologies;
  expect([lawAt(unit.mac.energyPj, 1024), lawAt(unit.sram.energyPjPerBit, 512)]).toEqual([1, 1]);
});

describe("28nm follows its sources", () => {
  const table = technologies["28nm"];
  test("a 32-bit MAC costs what its exponent was taken from", () => {
    expect(lawAt(table.mac.energyPj, 1024)).toBeCloseTo(0.51 * (3.1 + 0.1), 1);
    expect(lawAt(table.mac.areaUm2, 1024)).toBeCloseTo(0.38 * (3495 + 137), -1);
  });
  test("an end of the band replaces every value", () => {
    const low = technologyAt(table, "low");
    expect(low.mac.energyPj.value).toBe(table.mac.energyPj.low);
    expect(low.dram.ddr4.energyPjPerBit.value).toBe(4.5);
    expect(technologyAt(table, "high").sram.areaUm2PerBit.value).toBe(0.5);
  });
  test("an end has its own exponent: 32-bit additions and multiplications, 0.1 and 3.1 pJ at 45 nm, × 0.51", () => {
    const at32 = (end: "low" | "high"): number => lawAt(technologyAt(table, end).vectorOperation.energyPj, 32);
    expect([at32("low"), at32("high")]).toEqual([expect.closeTo(0.051, 3), expect.closeTo(1.58, 2)]);
    expect(lawAt(table.vectorOperation.energyPj, 32, "high")).toBe(at32("high"));
  });
});

/** Horowitz's 45 nm and TPUv4i's 7 nm, joined by a power law of the node. */
test.each([
  ["28nm", 28],
  ["16nm", 16],
] as const)("%s: memories of 8 KB and 1 MB lie between 45 and 7 nm", (name, node) => {
  const { energyPjPerBit } = technologies[name].sram;
  const share = Math.log(45 / node) / Math.log(45 / 7);
  for (const [kib, at45, at7] of [
    [8, 10, 7.5],
    [1024, 100, 14],
  ] as const)
    expect((64 * lawAt(energyPjPerBit, kib)) / (at45 * (at7 / at45) ** share)).toBeCloseTo(1, 2);
});

/** CACTI 7 at 45 nm, 32 bits wide: mean of a read and a write, in pJ per bit. */
test.each([
  [512, 0.0332, 0.0731],
  [128, 0.0214, 0.0289],
])("45nm: a memory of %d bytes costs between CACTI's read and write, within 10 %%", (bytes, read, write) => {
  const energy = lawAt(technologies["45nm"].sram.energyPjPerBit, bytes / 1024);
  expect(energy).toBeGreaterThan(0.9 * read);
  expect(energy).toBeLessThan(1.1 * write);
});

describe.each(["45nm", "28nm", "16nm", "7nm"] as const)("%s", name => {
  const { mac, vectorOperation, sram } = technologies[name];
  test.each([
    ["mac.energyPj", mac.energyPj, [1, 16, 64, 256, 1024]],
    ["mac.areaUm2", mac.areaUm2, [1, 16, 64, 256, 1024]],
    ["vectorOperation.energyPj", vectorOperation.energyPj, [8, 16, 32]],
    ["vectorOperation.areaUm2", vectorOperation.areaUm2, [8, 16, 32]],
    ["sram.energyPjPerBit", sram.energyPjPerBit, [0.125, 1, 8, 64, 1024, 16_384]],
    ["sram.areaUm2PerBit", sram.areaUm2PerBit, [1, 1024]],
  ] as const)("the band of %s holds its value at every size", (_, powerLaw, sizes) => {
    for (const size of sizes) {
      // Exponents are rounded.
      expect(lawAt(powerLaw, size, "low")).toBeLessThanOrEqual(1.001 * lawAt(powerLaw, size));
      expect(lawAt(powerLaw, size, "high")).toBeGreaterThanOrEqual(0.999 * lawAt(powerLaw, size));
    }
  });
});

/** Power laws through three published points keep within 5 % of each. */
test.each([
  {
    name: "45nm",
    points: [
      [8, 10],
      [32, 20],
      [1024, 100],
    ],
  },
  {
    name: "7nm",
    points: [
      [8, 7.5],
      [32, 8.5],
      [1024, 14],
    ],
  },
] as const)("$name: memories as published, in pJ per 64 bits", ({ name, points }) => {
  for (const [kib, picojoules] of points) {
    const error = (64 * lawAt(technologies[name].sram.energyPjPerBit, kib)) / picojoules - 1;
    expect(Math.abs(error)).toBeLessThan(0.045);
  }
});

/** Horowitz, ISSCC 2014, and Jouppi et al., ISCA 2021: a multiplication and an int32 addition, in pJ. */
test.each([
  { name: "45nm", int8: 0.2 + 0.1, int32: 3.1 + 0.1 },
  { name: "7nm", int8: 0.07 + 0.03, int32: 1.48 + 0.03 },
] as const)("$name: multipliers as published", ({ name, int8, int32 }) => {
  const { energyPj } = technologies[name].mac;
  expect(lawAt(energyPj, 64)).toBeCloseTo(int8, 9);
  expect(lawAt(energyPj, 1024) / int32).toBeCloseTo(1, 2);
});

test("a newer process never costs more", () => {
  const tables = [technologies["45nm"], technologies["28nm"], technologies["16nm"], technologies["7nm"]];
  const falls = (costOf: (table: (typeof tables)[number]) => number): boolean =>
    tables.map(costOf).every((cost, i, all) => i === 0 || cost < (all[i - 1] ?? 0));
  for (const size of [16, 64, 256, 1024])
    expect([falls(({ mac }) => lawAt(mac.energyPj, size)), falls(({ mac }) => lawAt(mac.areaUm2, size))]).toEqual([
      true,
      true,
    ]);
  for (const bits of [8, 16, 32])
    expect([
      falls(({ vectorOperation }) => lawAt(vectorOperation.energyPj, bits)),
      falls(({ vectorOperation }) => lawAt(vectorOperation.areaUm2, bits)),
    ]).toEqual([true, true]);
  expect(falls(({ wire }) => wire.energyPjPerBitMm.value)).toBe(true);
  expect(falls(({ register }) => register.energyPjPerBit.value)).toBe(true);
  expect(falls(({ register }) => register.areaUm2PerBit.value)).toBe(true);
  expect(falls(({ sram }) => sram.areaUm2PerBit.value)).toBe(true);
  for (const kib of [0.125, 0.25, 1, 4, 8, 32, 256, 1024])
    expect([kib, falls(({ sram }) => lawAt(sram.energyPjPerBit, kib))]).toEqual([kib, true]);
});
