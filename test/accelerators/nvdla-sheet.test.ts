/**
 * How NVIDIA computed the published frame rates, from its own sheet of ResNet-50's layers (2048 multipliers, 10 GB/s, no other memory on
 * chip): per layer the longer of memory traffic and multiplications. docs/cost-model.md rests on it.
 */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import published from "../../accelerators/validation/nvdla.json" with { type: "json" };
import { dataPath, describeWithPath } from "../support/data.ts";

const path = "hardware/nvdla-resnet50-per-layer.csv";

interface SheetLayer {
  readonly macs: number;
  readonly channels: number;
  /** In KB. */
  readonly input: number;
  readonly output: number;
  readonly weights: number;
  /** Least of weights, and of inputs, that must lie in the buffer. */
  readonly leastWeights: number;
  readonly leastInput: number;
  readonly usesWinograd: boolean;
  /** Without other memory: KB over the bus, cycles of multiplications, and the longer of the two at 10 GB/s. */
  readonly traffic: number;
  readonly macCycles: number;
  readonly cycles: number;
}

const layersOf = (text: string): readonly SheetLayer[] =>
  text
    .split("\n")
    .map(line => line.trimEnd().split(","))
    .filter(cells => cells.length > 44 && ["conv", "conv + elwise", "fc"].includes(cells[3] ?? ""))
    .map(cells => {
      const at = (index: number): number => Number(cells[index]);
      return {
        macs: at(22),
        channels: at(4),
        input: at(23),
        leastInput: at(24),
        output: at(25),
        leastWeights: at(26),
        weights: at(27),
        usesWinograd: cells[38] === "1",
        traffic: at(40),
        macCycles: at(43),
        cycles: at(44),
      };
    });

describeWithPath("NVIDIA's sheet of ResNet-50's layers", dataPath(path), () => {
  const layers = layersOf(readFileSync(dataPath(path), "utf8"));
  const framesPerSecond = (cyclesOf: (layer: SheetLayer) => number): number =>
    1e9 / layers.reduce((total, layer) => total + cyclesOf(layer), 0);

  test("adds up to its own sum, 140.57 frames/s", () => {
    expect(layers).toHaveLength(54);
    expect(framesPerSecond(({ cycles }) => cycles)).toBeCloseTo(140.574, 2);
  });

  test("at 20 GB/s instead of 10 gives the 269 frames/s of 2048 multipliers", () => {
    const [{ framesPerSecond: reference } = { framesPerSecond: 0 }] = published.configurations;
    expect(framesPerSecond(({ traffic, macCycles }) => Math.max((1000 * traffic) / 20, macCycles))).toBeCloseTo(
      reference,
      0,
    );
  });

  test("counts the weights of strided 1 × 1 layers four times: 8 MB of 2048 × 1024", () => {
    expect(layers.map(({ weights }) => weights)).toContain(8192);
  });

  /** Smaller of weights and inputs in parts beside the least of the other; the larger is sent again for each part. */
  const trafficWith = (bufferKb: number, layer: SheetLayer): number => {
    const weights = layer.usesWinograd ? (layer.weights * 9) / 16 : layer.weights;
    const parts = (size: number, other: number): number => Math.ceil(size / (bufferKb - other));
    const again =
      layer.input < weights
        ? (parts(layer.input, layer.leastWeights) - 1) * weights
        : (parts(weights, layer.leastInput) - 1) * layer.input;
    // The sheet's traffic has the residual beside inputs, weights and outputs, and Winograd's larger weights.
    const repeated =
      (Math.ceil(Math.min(layer.input, layer.weights) / (512 - leastOther(layer))) - 1) *
      Math.max(layer.input, layer.weights);
    return layer.traffic - repeated - layer.weights + weights + again;
  };
  const leastOther = (layer: SheetLayer): number =>
    layer.input < layer.weights ? layer.leastWeights : layer.leastInput;

  test.each([
    ["npu-1024", 1024, 15],
    ["npu-512", 512, 10],
    ["npu-256", 256, 5],
    ["npu-128", 128, 2],
  ])(
    "its rule with 256 KB and without Winograd gives %s's frames/s within 1.5 %%",
    (target, multipliers, gigabytes) => {
      const reference = published.configurations.find(each => each.target === target)!.framesPerSecond;
      const found = framesPerSecond(layer => {
        // The first layer has a fourth channel.
        const macs = layer.channels === 3 ? (layer.macs * 4) / 3 : layer.macs;
        return Math.max((1000 * trafficWith(256, layer)) / gigabytes, macs / multipliers);
      });
      expect(Math.abs(found / reference - 1)).toBeLessThan(0.015);
    },
  );
});
