import { describe, expect, test } from "vitest";
import { capacityOf, fpgaDevices, fpgaNamed } from "../../../accelerators/fpga/devices.ts";

describe("the table of FPGAs", () => {
  test("has the parts that people own, each once", () => {
    const names = [
      "7Z020",
      "7A100T",
      "7Z045",
      "ZU3EG",
      "ZU5EV",
      "ZU7EV",
      "ZU9EG",
      "ZU28DR",
      "U50",
      "U200",
      "U250",
      "U280",
      "U55C",
    ];
    expect([...names, "VC1902", "LFE5U-85"].filter(name => fpgaNamed(name) === undefined)).toEqual([]);
    const all = fpgaDevices.flatMap(({ name, aliases }) => [name, ...aliases]);
    expect(new Set(all).size).toBe(all.length);
  });

  test("knows parts by aliases, whatever the case", () => {
    expect(fpgaNamed("zu3eg")?.name).toBe("XCZU3EG");
    expect(fpgaNamed("XC9")).toBeUndefined();
  });

  test("has a source and a confidence for each", () => {
    for (const { name, source, confidence } of fpgaDevices) {
      expect(source.length, name).toBeGreaterThan(8);
      expect(["checked", "from memory"], name).toContain(confidence);
    }
  });

  test.each(fpgaDevices.map(device => [device.name, device] as const))("%s adds up", (_, device) => {
    // A slice has two flip-flops for each six-input look-up table, a slice of ECP5 one for each of four inputs.
    expect(device.ff).toBe(device.family === "ecp5" ? device.lut : 2 * device.lut);
    for (const left of Object.values(capacityOf(device))) expect(left).toBeGreaterThanOrEqual(0);
    expect(device.defaultClockMhz).toBeLessThanOrEqual(device.maximumClockMhz);
    // Slices of a family are of one kind.
    const kinds = { "7-series": "DSP48E1", "ultrascale+": "DSP48E2", versal: "DSP58", ecp5: "MULT18X18" };
    expect(kinds).toHaveProperty([device.family], device.dsp.kind);
  });

  test("leaves to the Alveo cards what FINN's platform table has for them", () => {
    const left = (name: string) => {
      const device = fpgaNamed(name);
      return device === undefined ? undefined : capacityOf(device);
    };
    expect(left("U250")).toMatchObject({ lut: 4 * 375_000, bram18: 4 * 1152, uram: 4 * 320, dsp: 4 * 2880 });
    expect(left("U280")).toMatchObject({ lut: 3 * 400_800, bram18: 3 * 1200, dsp: 3 * 2736 });
    expect(left("U50")).toMatchObject({ lut: 374_400 + 368_160, bram18: 2 * 1128, uram: 2 * 304, dsp: 2592 + 2760 });
    expect(left("U200")).toMatchObject({ lut: 971_000 });
  });
});
