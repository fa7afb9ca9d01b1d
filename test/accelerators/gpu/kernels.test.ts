/** Kernels counted by hand: quantization by tiles and waves, L2, launches, fusion. */
import { describe, expect, test } from "vitest";
import type { DeviceLayer } from "../../../accelerators/device.ts";
import { gpuNamed } from "../../../accelerators/gpu/device-table.ts";
import { type Gpu, gpuFrom } from "../../../accelerators/gpu/gpu.ts";
import { kernelsOf } from "../../../accelerators/gpu/kernels.ts";
import { productOf } from "../../../accelerators/gpu/product.ts";
import { runNetwork } from "../../../accelerators/gpu/run-network.ts";
import { sustainedRun } from "../../../accelerators/gpu/sustained.ts";
import { bestTile, tiledCost } from "../../../accelerators/gpu/tile.ts";
import { resnet50v15 } from "../../../accelerators/validation/mlperf-networks.ts";
import type { Contraction, VectorWorkload } from "../../../mapping/workload.ts";
import { type Bits, quantity } from "../../../support/quantity.ts";

const a100 = gpuFrom("A100 SXM 80GB", gpuNamed("A100 SXM 80GB"));
const half = a100.formats.find(({ name }) => name === "fp16")!;

const contraction = (bounds: Partial<Contraction["bounds"]>, bits = 16): Contraction => ({
  kind: "contraction",
  bounds: { G: 1, N: 1, K: 1, C: 1, P: 1, Q: 1, R: 1, S: 1, ...bounds },
  strides: [1, 1],
  dilations: [1, 1],
  bits: { weights: bits, inputs: bits, outputs: bits, partialSums: 32 },
  epilogue: { operationsPerOutput: 0, operands: [] },
});

const square = (size: number) => productOf(contraction({ P: size, C: size, K: size }), half);

describe("a product in tiles", () => {
  const tiling = { shape: [256, 128], splitK: 1, stepCycles: 100 } as const;

  test("1792² in tiles of 256 × 128 is 98 blocks: one wave of 108; 1793² is 120: two, at half the rate", () => {
    // NVIDIA's matrix multiplication guide: 7 × 14 and 8 × 15 tiles.
    const one = tiledCost(square(1792), a100, half, tiling);
    const two = tiledCost(square(1793), a100, half, tiling);
    expect([one.blocks, one.waves]).toEqual([98, 1]);
    expect([two.blocks, two.waves]).toEqual([120, 2]);
    const work = ({ computeCycles }: typeof one): number => computeCycles - a100.architecture.blockCycles;
    // Depth is padded from 1793 to 1800 elements of which a step takes 32: 57 steps instead of 56.
    expect(work(two) / work(one)).toBeCloseTo((2 * 57) / 56, 6);
  });

  test("a block of 256 × 128 takes 32 steps of 32 for a depth of 1024, at 1024 products a cycle less what is never reached", () => {
    const cost = tiledCost(productOf(contraction({ P: 256, K: 128, C: 1024 }), half), a100, half, tiling);
    expect(cost.blocks).toBe(1);
    expect(cost.computeCycles - a100.architecture.blockCycles).toBeCloseTo((256 * 128 * 1024) / (1024 * 0.9), 6);
    // Each step loads 256 × 32 and 32 × 128 elements of two bytes; results leave once.
    expect(cost.l2Bytes).toBe(1024 * (256 + 128) * 2 + 256 * 128 * 2);
    // One multiprocessor takes 64 bytes a cycle.
    expect(cost.l2Cycles - a100.architecture.blockCycles).toBeCloseTo(cost.l2Bytes / 64, 6);
  });

  test("parts of a reduction fill a GPU that few tiles leave empty, and cost sums that go out and come back", () => {
    const product = productOf(contraction({ P: 64, K: 64, C: 65536 }), half);
    const whole = tiledCost(product, a100, half, { shape: [64, 64], splitK: 1, stepCycles: 100 });
    const split = tiledCost(product, a100, half, { shape: [64, 64], splitK: 32, stepCycles: 100 });
    expect([whole.blocks, split.blocks]).toEqual([1, 32]);
    expect(split.computeCycles).toBeLessThan(whole.computeCycles / 8);
    expect(split.l2Bytes - whole.l2Bytes).toBe(2 * 4 * 64 * 64 * 32);
    expect(bestTile(product, a100, half, 100).splitK).toBeGreaterThan(1);
  });

  test("what fits L2 comes once; what does not, again for each rectangle of tiles", () => {
    const small = tiledCost(square(2048), a100, half, tiling);
    expect(small.inputBytes + small.weightBytes).toBe(2 * 2 * 2048 * 2048);
    const large = tiledCost(square(16384), a100, half, tiling);
    expect(large.inputBytes + large.weightBytes).toBeGreaterThan(2 * 2 * 16384 * 16384);
  });

  test("channels are padded to sixteen bytes, those of images to four", () => {
    expect(productOf(contraction({ C: 3, K: 64, P: 112, Q: 112, R: 7, S: 7 }), half).depth).toBe(4 * 49);
    expect(productOf(contraction({ C: 12, K: 64, P: 4, Q: 4, R: 3, S: 3 }), half).depth).toBe(16 * 9);
  });
});

const layer = (name: string, workload: DeviceLayer["workload"], reads: DeviceLayer["reads"]): DeviceLayer => ({
  name,
  workload,
  reads,
  writes: [{ tensor: name, elements: 1024, bits: 16 * 1024 }],
});

const stream = (operation: string): VectorWorkload => ({
  kind: "vector",
  operation,
  inputElements: 1024,
  outputElements: 1024,
  operations: 1024,
  inputBits: quantity<Bits>(16 * 1024),
  outputBits: quantity<Bits>(16 * 1024),
  operandBits: 16,
  resultBits: 16,
  elementBits: 16,
});

const from = (...tensors: string[]): DeviceLayer["reads"] =>
  tensors.map(tensor => ({ role: "stream", tensor, elements: 1024, bits: 16 * 1024 }));

const product = (name: string, tensor: string): DeviceLayer =>
  layer(name, contraction({ P: 32, K: 32, C: 32 }), [
    { role: "inputs", tensor },
    { role: "weights", tensor: undefined },
  ]);

describe("layers share a kernel", () => {
  test("where an elementwise step follows what only it reads", () => {
    expect(kernelsOf([product("a", "in"), layer("b", stream("sigmoid"), from("a"))])).toEqual([[0, 1]]);
    const apart = [
      product("a", "in"),
      layer("b", stream("sigmoid"), from("a")),
      layer("c", stream("mul"), from("a", "b")),
    ];
    // `a` is read again, so that it must be written; `c` could start only after it.
    expect(kernelsOf(apart)).toEqual([[0], [1, 2]]);
  });

  test("not where the other operand comes later, nor for what waits for many elements", () => {
    const late = [product("a", "in"), product("b", "other"), layer("c", stream("add"), from("a", "b"))];
    expect(kernelsOf(late)).toEqual([[0], [1, 2]]);
    expect(kernelsOf([product("a", "in"), layer("b", stream("layer_normalization"), from("a"))])).toEqual([[0], [1]]);
  });

  test("where attention hands scores on, or parts are written where their concatenation wants them", () => {
    const scores = { ...product("s", "q"), writes: [{ tensor: "scratch of s", elements: 1024, bits: 16384 }] };
    const softmax = {
      ...layer("m", stream("softmax"), from("scratch of s")),
      writes: [{ tensor: "scratch of m", elements: 1024, bits: 16384 }],
    };
    expect(kernelsOf([scores, softmax, product("v", "scratch of m")])).toEqual([[0, 1, 2]]);
    const parts = [product("a", "in"), product("b", "in"), layer("c", stream("concat"), from("a", "b"))];
    expect(kernelsOf(parts)).toEqual([[0], [1, 2]]);
  });
});

const runOf = (layers: readonly DeviceLayer[], gpu: Gpu = a100) => runNetwork({ name: "n", layers }, gpu, []).run;

describe("a kernel's time", () => {
  test("a stream of 256 MiB in and out is bound by memory at the share of its bandwidth that kernels reach", () => {
    const elements = 2 ** 27;
    const bits = quantity<Bits>(16 * elements);
    const large = { ...stream("relu"), inputElements: elements, outputElements: elements, operations: elements };
    const workload = { ...large, inputBits: bits, outputBits: bits };
    const reads = [{ role: "stream", tensor: "in", elements, bits } as const];
    const { layers, latencyCycles } = runOf([
      { name: "a", workload, reads, writes: [{ tensor: "a", elements, bits }] },
    ]);
    const seconds = latencyCycles / a100.clockHz;
    const fixed = (a100.launchCycles + a100.architecture.blockCycles) / a100.clockHz;
    expect(seconds - fixed).toBeCloseTo((2 * 2 ** 28) / (2039e9 * 0.9), 6);
    expect(layers[0]).toMatchObject({ bound: "DRAM" });
  });

  test("a tiny layer costs its launch, and a fused one nothing beside it", () => {
    const alone = runOf([product("a", "in")]);
    const both = runOf([product("a", "in"), layer("b", stream("sigmoid"), from("a"))]);
    expect(alone.layers[0]).toMatchObject({ bound: "launch" });
    expect(alone.latencyCycles).toBeGreaterThanOrEqual(a100.launchCycles + a100.architecture.blockCycles);
    expect(both.latencyCycles - alone.latencyCycles).toBeLessThan(100);
    expect(both.layers[1]).toMatchObject({ latencyCycles: 0, kernel: { fusedInto: "a" } });
  });

  test("a depthwise convolution runs on CUDA cores", () => {
    const depthwise = contraction({ G: 512, P: 112, Q: 112, R: 3, S: 3 });
    const reads = [{ role: "inputs", tensor: "in" } as const, { role: "weights", tensor: undefined } as const];
    const { layers } = runOf([layer("a", depthwise, reads)]);
    expect(layers[0]).toMatchObject({ kernel: { arithmetic: "fp16 on CUDA cores", tile: null } });
  });
});

describe("power", () => {
  const { idleWatts } = a100.energy;
  test.each(["A100 SXM 80GB", "T4", "L4", "Jetson AGX Orin 64GB"] as const)(
    "%s keeps to its limit in ResNet-50 at a batch of 64, by its clock where it must",
    name => {
      const device = gpuNamed(name);
      const { gpu, runs } = sustainedRun(name, device, [resnet50v15(64)], ["int8"]);
      const [run] = runs.map(each => each.run);
      const joules = run!.layers.reduce((sum, each) => sum + ("misfit" in each ? 0 : each.energyPj.total), 0) * 1e-12;
      const watts = (joules * gpu.clockHz) / run!.latencyCycles;
      expect(watts).toBeLessThanOrEqual(device.specification.tdpWatts);
      expect(watts).toBeGreaterThan(device.idle.watts);
      expect(gpu.clockHz).toBeLessThanOrEqual(device.specification.boostClockMhz * 1e6);
    },
  );

  test("waiting costs what idling does", () => {
    const { layers, latencyCycles } = runOf([product("a", "in")]);
    const [only] = layers;
    const leakage = "misfit" in only! ? 0 : (only!.energyPj.perLevel["leakage"] ?? 0);
    expect(leakage * 1e-12).toBeCloseTo((idleWatts * latencyCycles) / a100.clockHz, 12);
  });
});
