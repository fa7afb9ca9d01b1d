/** Every template can be built from the sizes that a specification speaks of. */
import { describe, expect, test } from "vitest";
import { type Sizes, settingsOfSizes } from "../../accelerators/sizes.ts";
import { buildAccelerator } from "../../accelerators/targets.ts";
import type { AcceleratorTemplate } from "../../accelerators/template.ts";
import { type TemplateName, templates } from "../../accelerators/templates/index.ts";
import { peCount, transferCycles } from "../../mapping/architecture.ts";
import { map } from "../../mapping/mapper.ts";
import { contraction } from "../support/small-machine.ts";

const names = Object.keys(templates) as TemplateName[];
const sized = (name: TemplateName, sizes: Sizes) => settingsOfSizes(templates[name], sizes);
/** Elements of a bit-serial array are lanes, 64 to a product of 8 bits by 8. */
const lanesOf = (name: TemplateName): number => (name === "bitserial" ? 64 : 1);
const steps = Array.from({ length: 16 }, (_, i) => 32 * (i + 1));

describe.each(names)("%s", name => {
  test("has an array of exactly 32, 64, … 512 elements", () => {
    for (const pes of steps) {
      const { settings, faults } = sized(name, { pes });
      expect(faults).toEqual([]);
      const design = { template: name, settings, technology: "28nm", dram: "lpddr4" } as const;
      expect(peCount(buildAccelerator(design).architecture)).toBe(pes * lanesOf(name));
    }
  });

  test("takes buffer, bandwidth, clock and memory as given, and runs a layer", () => {
    const sizes = { pes: 96, buffer: 65_536, bandwidth: 24, clock: 2e8, dramBandwidth: 1.6e9, operandBits: 4 };
    const { settings, faults } = sized(name, sizes);
    expect(faults).toEqual([]);
    const design = { template: name, settings, technology: "28nm", dram: "lpddr4", dramEnergyPjPerBit: 20 } as const;
    const { architecture, sources } = buildAccelerator(design);
    const [memory, buffer] = architecture.levels;
    expect([architecture.clock, buffer!.capacity]).toEqual([2e8, 8 * 65_536]);
    // 192 bits a cycle leave the buffer; 64 bits a cycle cross the memory's bus.
    expect(transferCycles(buffer!.bandwidth, 192_000, 0)).toBe(1000);
    expect(transferCycles(memory!.bandwidth, 32_000, 32_000)).toBe(1000);
    expect(memory!.access.read / memory!.access.wordBits).toBe(20);
    expect(sources["dram.lpddr4.energyPjPerBit"]).toBe("20 pJ/bit, given with the design");
    const bits = { weights: 8, inputs: 8, outputs: 8, partialSums: 32 };
    expect(map(contraction({ K: 16, C: 16, P: 14, Q: 14, R: 3, S: 3 }, { bits }), architecture).feasible).toBe(true);
  });

  test("keeps its defaults where nothing is given", () => {
    const template: AcceleratorTemplate = templates[name];
    const defaults = Object.entries(template.parameters).map(([parameter, { default: value }]) => [parameter, value]);
    expect(Object.entries(sized(name, {}).settings)).toEqual(defaults);
  });
});

test.each<[TemplateName, number, Readonly<Record<string, number>>]>([
  ["nvdla", 96, { pes: 96 }],
  ["shidiannao", 480, { rows: 20, columns: 24 }],
  ["eyeriss", 168, { rows: 12, columns: 14 }],
  ["systolic", 256, { rows: 16, columns: 16 }],
  [
    "simba",
    1024,
    { rows: 4, columns: 4, lanes: 8, width: 8, weightBuffer: 32_768, inputBuffer: 8192, sumBuffer: 3072 },
  ],
  ["simba", 32, { rows: 1, columns: 1, lanes: 4, width: 8, weightBuffer: 16_384, inputBuffer: 8192, sumBuffer: 1536 }],
  ["bitserial", 512, { filters: 128 }],
])("%s arranges %d elements as %j", (name, pes, array) => {
  expect((templates[name] as AcceleratorTemplate).arrange(pes)).toEqual(array);
});

test("the multipliers are as wide as the operands ask", () => {
  expect(sized("eyeriss", { operandBits: 8 }).settings["operandBits"]).toBe(8);
  expect(sized("shidiannao", { operandBits: 9 }).settings["operandBits"]).toBe(16);
});

test.each<[TemplateName, number, string]>([
  ["shidiannao", 37, "the nearest it has: 36 and 38"],
  ["systolic", 37, "the nearest it has: 36 and 40"],
  ["nvdla", 0, "the nearest it has: 32"],
  ["nvdla", 100, "the nearest it has: 96 and 128"],
  ["eyeriss", 1e9, "the nearest it has: 65536"],
  ["simba", 7, "the nearest it has: 8"],
  ["bitserial", 33, "the nearest it has: 32 and 48"],
  ["systolic", Number.NaN, "the nearest it has: 16"],
])("%s has no array of %d: %s", (name, pes, help) => {
  const { faults } = sized(name, { pes });
  expect(faults).toMatchObject([{ code: "TEMPLATE_ARRAY_SIZE", help }]);
});

test("all sizes that are not possible are named together", () => {
  const { faults } = sized("systolic", { pes: 37, buffer: 1, bandwidth: 0 });
  expect(faults.map(({ code, message }) => [code, message.split(" ")[0]])).toEqual([
    ["TEMPLATE_ARRAY_SIZE", "template"],
    ["TEMPLATE_SETTING_RANGE", "buffer"],
    ["TEMPLATE_SETTING_RANGE", "bandwidth"],
  ]);
});
