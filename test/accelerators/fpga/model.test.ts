import { describe, expect, test } from "vitest";
import type { DeviceDemands, DeviceLayer, DeviceRun } from "../../../accelerators/device.ts";
import { isMisfit } from "../../../accelerators/device.ts";
import { fpgaModel, type FpgaRequest } from "../../../accelerators/fpga/model.ts";
import { fpgaNamed } from "../../../accelerators/fpga/devices.ts";
import { overlayArchitecture, overlayResources, overlaySizes } from "../../../accelerators/fpga/overlay/engine.ts";
import { overlayModel } from "../../../accelerators/fpga/overlay/model.ts";
import { resourceNames } from "../../../accelerators/fpga/resources.ts";
import { budgetOf } from "../../../accelerators/fpga/settings.ts";
import { mapExactly } from "../../../mapping/exact/map.ts";
import { map } from "../../../mapping/mapper.ts";
import type { Contraction, VectorWorkload } from "../../../mapping/workload.ts";
import { type Bits, quantity } from "../../../support/quantity.ts";

const convolution = (inputs: number, outputs: number, rows: number): Contraction => ({
  kind: "contraction",
  bounds: { G: 1, N: 1, K: outputs, C: inputs, P: rows, Q: rows, R: 3, S: 3 },
  strides: [1, 1],
  dilations: [1, 1],
  bits: { weights: 8, inputs: 8, outputs: 8, partialSums: 32 },
  epilogue: { operationsPerOutput: 1, operands: [] },
});

const stream = (operation: string, elements: number): VectorWorkload => ({
  kind: "vector",
  operation,
  inputElements: elements,
  outputElements: elements,
  operations: elements,
  inputBits: quantity<Bits>(8 * elements),
  outputBits: quantity<Bits>(8 * elements),
  operandBits: 8,
  resultBits: 8,
  elementBits: 8,
});

const writes = (tensor: string, elements: number): DeviceLayer["writes"] => [{ tensor, elements, bits: 8 * elements }];

/** 3 × 3 convolutions of 8 to 16 to 16 channels over 8 × 8. */
const layers: readonly DeviceLayer[] = [
  {
    name: "first",
    workload: convolution(8, 16, 8),
    reads: [
      { role: "inputs", tensor: "image" },
      { role: "weights", tensor: undefined },
    ],
    writes: writes("a", 1024),
  },
  {
    name: "second",
    workload: convolution(16, 16, 8),
    reads: [
      { role: "inputs", tensor: "a" },
      { role: "weights", tensor: undefined },
      { role: "epilogue", tensor: "a" },
    ],
    writes: writes("b", 1024),
  },
];

const run = (
  request: Partial<FpgaRequest>,
  demands: Partial<DeviceDemands>,
  extra: readonly DeviceLayer[] = [],
): DeviceRun => {
  const model = fpgaModel({ device: "XC7Z020", clock: 100e6, utilization: {}, ...request });
  if (model === undefined) throw new Error("there is no such device");
  return model.run({
    networks: [{ name: "net", layers: [...layers, ...extra] }],
    precision: model.precision,
    demands: { limits: [], goals: [], ...demands },
    mapper: map,
  });
};

const smallPart = fpgaNamed("XC7Z020") ?? expect.fail("the table has no XC7Z020");

const throughput = (bound: number): DeviceDemands["limits"] => [
  { metric: "throughput", relation: ">=", bound, dimension: "rate" },
];
const usedOf = ({ accelerator }: DeviceRun, wanted: string): number =>
  accelerator.resources?.find(({ name }) => name === wanted)?.used ?? 0;

describe("the streaming style", () => {
  test("keeps to a throughput with the fewest look-up tables", () => {
    // 147,456 MACs of the second layer: 16 at once take 9,216 cycles, and 100 MHz over 10,000 /s are 10,000.
    const result = run({}, { limits: throughput(10_000), goals: [{ direction: "minimize", metric: "lut" }] });
    expect(result.networks[0]?.intervalCycles).toBeLessThanOrEqual(10_000);
    expect(result.search.exact).toBe(true);
    const slow = run({}, { limits: throughput(1000), goals: [{ direction: "minimize", metric: "lut" }] });
    expect(usedOf(slow, "lut")).toBeLessThan(usedOf(result, "lut"));
  });

  test("is as fast as its share of the device allows", () => {
    const fast = run({}, { goals: [{ direction: "maximize", metric: "throughput" }] });
    const slow = run(
      { utilization: { lut: 0.1, dsp: 0.1 } },
      { goals: [{ direction: "maximize", metric: "throughput" }] },
    );
    expect(fast.networks[0]?.intervalCycles).toBeLessThan(slow.networks[0]?.intervalCycles ?? 0);
    for (const result of [fast, slow])
      for (const { used, budget } of result.accelerator.resources ?? []) expect(used).toBeLessThanOrEqual(budget);
  });

  test("counts the queue beside the window of the second layer", () => {
    expect(run({}, {}).assumptions.join(" ")).toContain("1 queues");
  });

  test("names what it has no engine for", () => {
    const extra: DeviceLayer = {
      name: "sorting",
      workload: stream("top_k", 1024),
      reads: [{ role: "stream", tensor: "b", elements: 1024, bits: 8192 }],
      writes: writes("c", 1024),
    };
    const last = run({}, {}, [extra]).networks[0]?.layers.at(-1);
    expect(last).toEqual({ misfit: "can't be streamed: there is no engine for top_k; the overlay style runs it" });
  });

  test("shows what nothing fits beside, and how much it takes", () => {
    const { accelerator } = run({ utilization: { lut: 0.01 } }, { goals: [{ direction: "minimize", metric: "lut" }] });
    const lut = accelerator.resources?.find(({ name }) => name === "lut");
    expect(lut?.budget).toBe(532);
    expect(lut?.used).toBeGreaterThan(532);
  });

  test("says that energy is not known, and why", () => {
    expect(run({}, {}).unknown?.map(({ metric }) => metric)).toEqual(["energyPj", "powerWatts"]);
  });
});

describe("the overlay style", () => {
  test("takes the fastest of the largest engines that fit", () => {
    const large = run({ style: "overlay" }, { goals: [{ direction: "minimize", metric: "latency" }] });
    const small = run(
      { style: "overlay", utilization: { dsp: 0.2, lut: 0.3 } },
      { goals: [{ direction: "minimize", metric: "latency" }] },
    );
    expect(large.networks[0]?.latencyCycles).toBeLessThan(small.networks[0]?.latencyCycles ?? 0);
    for (const { used, budget } of large.accelerator.resources ?? []) expect(used).toBeLessThanOrEqual(budget);
  });

  test("takes a small array for a small layer: a larger one takes longer to fill, and none that fits is faster", () => {
    const workload: Contraction = {
      ...convolution(4, 4, 4),
      bounds: { G: 1, N: 1, K: 4, C: 4, P: 4, Q: 4, R: 1, S: 1 },
    };
    const [first] = layers;
    const settings = { device: smallPart, clockHz: 100e6, utilization: {} };
    const model = overlayModel(settings);
    const budget = budgetOf(settings, { limits: [], goals: [] });
    const fits = overlaySizes(false).filter(size => {
      const used = overlayResources(size, model.precision, settings);
      return (
        size.multipliers === "dsp" && size.buffer <= 32_768 && resourceNames.every(name => used[name] <= budget[name])
      );
    });
    const cycles = fits.map(size => {
      const result = mapExactly(workload, overlayArchitecture(size, settings));
      return result.feasible ? Math.min(...result.front.map(({ cost }) => cost.latency)) : Infinity;
    });
    const { networks, search } = model.run({
      networks: [{ name: "net", layers: first === undefined ? [] : [{ ...first, workload }] }],
      precision: model.precision,
      demands: { limits: [], goals: [] },
      mapper: mapExactly,
    });
    expect(search.exact).toBe(true);
    expect(networks[0]?.latencyCycles).toBe(Math.min(...cycles));
    expect(new Set(cycles).size).toBeGreaterThan(1);
  });

  test("takes the smallest that is fast enough where resources count", () => {
    const result = run(
      { style: "overlay" },
      { limits: throughput(1000), goals: [{ direction: "minimize", metric: "dsp" }] },
    );
    const interval = result.networks[0]?.intervalCycles ?? Infinity;
    expect(interval).toBeLessThanOrEqual(100_000);
    const fastest = run({ style: "overlay" }, {});
    expect(usedOf(result, "dsp")).toBeLessThan(usedOf(fastest, "dsp"));
  });

  test("runs layers in turn, whatever they are", () => {
    const extra: DeviceLayer = {
      name: "sorting",
      workload: stream("top_k", 1024),
      reads: [{ role: "stream", tensor: "b", elements: 1024, bits: 8192 }],
      writes: writes("c", 1024),
    };
    const network = run({ style: "overlay", utilization: { lut: 0.3 } }, {}, [extra]).networks[0];
    expect(network?.layers.some(isMisfit)).toBe(false);
    const ends = network?.layers.flatMap(layer => (isMisfit(layer) ? [] : [layer.endCycle])) ?? [];
    expect(ends).toEqual(ends.toSorted((a, b) => a - b));
    expect(network?.intervalCycles).toBe(ends.at(-1));
  });
});

test("a device that there is not has no model", () => {
  expect(fpgaModel({ device: "XC7", utilization: {} })).toBeUndefined();
});
