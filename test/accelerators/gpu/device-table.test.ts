/** Every stated peak follows from the device's parts, and every device has all that the issue of a plan needs. */
import { describe, expect, test } from "vitest";
import { architectureOf, gpuDeviceNames, gpuNamed } from "../../../accelerators/gpu/device-table.ts";
import { energyOf } from "../../../accelerators/gpu/energy.ts";

test("there are a dozen and more, with names of their own on the command line", () => {
  expect(gpuDeviceNames.length).toBeGreaterThanOrEqual(12);
  expect(new Set(gpuDeviceNames.map(name => name.toLowerCase())).size).toBe(gpuDeviceNames.length);
});

describe.each(gpuDeviceNames)("%s", name => {
  const { specification, ...device } = gpuNamed(name);
  const { multiprocessors, densePeaks } = specification;

  test.each(Object.entries(densePeaks))("%s: multiprocessors × clock × operations are the stated peak", (_, peak) => {
    const tera = (multiprocessors * peak.clockMhz * 1e6 * peak.operationsPerMultiprocessorCycle) / 1e12;
    // Makers round to two digits where peaks are small.
    expect(Math.abs(tera / peak.tera - 1)).toBeLessThan(0.025);
  });

  test("each part has a source and says how sure it is", () => {
    for (const part of [specification, device.die, device.idle, device.launch]) {
      expect(part.source.length).toBeGreaterThan(10);
      expect(["cross-checked", "memory", "low"]).toContain(part.confidence);
    }
  });

  test("CUDA cores do two operations on 32-bit floats per cycle each, and wider formats are no faster", () => {
    expect(densePeaks.fp32?.operationsPerMultiprocessorCycle).toBe(2 * specification.cudaCoresPerMultiprocessor);
    const { fp32, fp16, int8 } = densePeaks;
    expect(fp16?.tera ?? 0).toBeGreaterThan(fp32?.tera ?? Infinity);
    expect(int8?.tera ?? Infinity).toBeGreaterThan((fp16?.tera ?? 0) / 2.1);
  });

  test("it idles below its limit, and its generation and its energies are known", () => {
    expect(device.idle.watts).toBeLessThan(specification.tdpWatts / 2);
    expect(architectureOf(gpuNamed(name)).tensorEfficiency).toBeGreaterThan(0);
    expect(energyOf(gpuNamed(name), 1).macPj.fp16).toBeGreaterThan(0);
  });
});
