import { describe, expect, test } from "vitest";
import { graphBuilder } from "../../ir/builder.ts";
import { type Graph, indexOf } from "../../ir/graph.ts";
import { evaluate } from "../../ir/interp/evaluate.ts";
import { tensor, tensorType } from "../../ir/tensor.ts";
import { equalize } from "../../quant/equalize.ts";
import { histogramBuilder } from "../../quant/observers/histogram.ts";
import { randomStream } from "../../support/random.ts";

/** Two convolutions with `step` and a pool between; channel c of the first is 4^c times as wide as channel 0. */
const pair = (step: string, isDepthwise: boolean): Graph => {
  const random = randomStream(3);
  const values = (dims: readonly number[], scale: (i: number) => number) =>
    tensor(
      "f32",
      dims,
      Float64Array.from({ length: dims.reduce((a, b) => a * b, 1) }, (_, i) => random.normal() * scale(i)),
    );
  const builder = graphBuilder("pair");
  const input = builder.input("x", tensorType("f32", [1, 2, 6, 6]));
  const first = builder.constant(
    "first",
    values([3, 2, 3, 3], i => 4 ** Math.floor(i / 18)),
  );
  const bias = builder.constant(
    "bias",
    values([3], i => 4 ** i),
  );
  const second = builder.constant(
    "second",
    isDepthwise ? values([3, 1, 1, 1], () => 1) : values([2, 3, 1, 1], () => 1),
  );
  const hidden = builder.node("conv2d", [input, first, bias], {
    strides: [1, 1],
    pads: [1, 1, 1, 1],
    dilations: [1, 1],
    group: 1,
    epilogue: [step],
  });
  const pooled = builder.node("max_pool2d", [hidden], {
    kernel: [2, 2],
    strides: [2, 2],
    pads: [0, 0, 0, 0],
    dilations: [1, 1],
  });
  const result = builder.node("conv2d", [pooled, second], {
    strides: [1, 1],
    pads: [0, 0, 0, 0],
    dilations: [1, 1],
    group: isDepthwise ? 3 : 1,
  });
  builder.output("y", result);
  return builder.build();
};

const outputOf = (graph: Graph): readonly number[] => {
  const random = randomStream(8);
  const input = tensor(
    "f32",
    [1, 2, 6, 6],
    Float64Array.from({ length: 72 }, () => random.normal()),
  );
  return Array.from(evaluate(graph, new Map([["x", input]])).get("y")?.data ?? []);
};

const ranges = (graph: Graph, id: string, channelOf: (i: number) => number): readonly number[] => {
  const largest = [0, 0, 0];
  for (const [i, value] of (indexOf(graph).constantOf(id)?.data ?? []).entries())
    largest[channelOf(i)] = Math.max(largest[channelOf(i)]!, Math.abs(value));
  return largest;
};

describe("cross-layer equalization", () => {
  test.each([
    ["relu", false],
    ["leaky_relu(alpha=0.1)", false],
    ["relu", true],
  ])(
    "behind %s (depthwise: %s) both layers get equal ranges, and the network computes the same",
    (step, isDepthwise) => {
      const graph = pair(step, isDepthwise);
      const equal = equalize(graph);
      const [before, after] = [outputOf(graph), outputOf(equal)];
      for (const [i, value] of before.entries()) expect(after[i]).toBeCloseTo(value, 3);
      const first = ranges(equal, "first", i => Math.floor(i / 18));
      const second = ranges(equal, "second", i => (isDepthwise ? i : i % 3));
      for (const [channel, range] of first.entries()) expect(range / second[channel]!).toBeCloseTo(1, 2);
    },
  );

  test("nothing happens behind a clip that bites or a sigmoid; a clip that never bites becomes a relu", () => {
    for (const step of ["clip(min=0,max=6)", "sigmoid"]) {
      const graph = pair(step, false);
      expect(equalize(graph)).toBe(graph);
    }
    const graph = pair("clip(min=0,max=6)", false);
    const seen = histogramBuilder();
    seen.add([0, 5]);
    const calibration = new Map([[graph.nodes[0]!.results[0]!.id, seen.build()]]);
    expect(equalize(graph, calibration).nodes[0]?.attributes["epilogue"]).toEqual(["relu"]);
  });
});
