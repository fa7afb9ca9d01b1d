import { describe, expect, test } from "vitest";
import { graphBuilder } from "../../ir/builder.ts";
import type { Graph } from "../../ir/graph.ts";
import { evaluate } from "../../ir/interp/evaluate.ts";
import { printGraph } from "../../ir/print.ts";
import { scalar, tensor, tensorType } from "../../ir/tensor.ts";
import { verifyGraph } from "../../ir/verify.ts";
import { affineParameters, weightParameters } from "../../quant/parameters.ts";
import { prepareForQuantization } from "../../quant/prepare.ts";
import { quantizeGraph } from "../../quant/quantize-graph.ts";
import type { QuantizationParameters } from "../../quant/scheme.ts";
import { quantizationSites } from "../../quant/sites.ts";
import { CompileError } from "../../support/diagnostic.ts";

/** A convolution with bias, residual and relu in its epilogue, then a pool and a product. */
const network = (): Graph => {
  const builder = graphBuilder("net");
  const image = builder.input("image", tensorType("f32", [1, 1, 2, 2]));
  const weight = builder.constant("w", tensor("f32", [2, 1, 1, 1], [1, -0.5]));
  const bias = builder.constant("b", tensor("f32", [2], [0.25, 0.5]));
  const convolution = builder.node(
    "conv2d",
    [image, weight, bias, image],
    { strides: [1, 1], pads: [0, 0, 0, 0], group: 1, epilogue: ["add", "relu"] },
    ["conv"],
  );
  const pool = builder.node("max_pool2d", [convolution], { kernel: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0] }, [
    "pool",
  ]);
  const flat = builder.node("reshape", [pool], { shape: [1, 2] }, ["flatten"]);
  const matrix = builder.constant("m", tensor("f32", [2, 2], [1, 2, 3, 4]));
  builder.output("y", builder.node("matmul", [flat, matrix], {}, ["dense"]));
  return builder.build();
};

const schemeOf = (graph: Graph): ReadonlyMap<string, QuantizationParameters> =>
  new Map(
    quantizationSites(graph).map(site => {
      const known = graph.constants.find(({ id }) => id === site.value);
      return site.role === "weight" && known?.data !== undefined
        ? [site.value, weightParameters(site.value, { type: known.type, data: known.data }, 8, site.axis)]
        : [site.value, affineParameters(site.value, -8, 8, { bits: 8, signed: false })];
    }),
  );

describe("quantization sites", () => {
  test("are what goes to memory: no bias, nothing between a contraction and its epilogue, and one for codes that only move", () => {
    expect(quantizationSites(network())).toEqual([
      { role: "activation", value: "image", movedTo: [], layers: [] },
      { role: "weight", value: "w", axis: 0, activation: "image", layers: ["conv"] },
      { role: "activation", value: "0", movedTo: ["1", "2"], layers: ["conv"] },
      { role: "weight", value: "m", axis: 1, activation: "0", layers: ["dense"] },
      { role: "activation", value: "3", movedTo: [], layers: ["dense"] },
    ]);
  });
});

describe("a quantized graph", () => {
  test("is valid, and keeps inputs, outputs and their types", () => {
    const graph = network();
    const quantized = quantizeGraph(graph, { values: schemeOf(graph) });
    expect(verifyGraph(quantized)).toEqual([]);
    expect(quantized.inputs).toEqual(graph.inputs);
    expect(quantized.outputs.map(({ name }) => name)).toEqual(["y"]);
    expect(printGraph(quantized)).toContain("dequantize(@b.codes, @b.scale, @b.zero_point)");
  });

  test("computes what the float graph does, to its steps", () => {
    const graph = network();
    const feeds = new Map([["image", tensor("f32", [1, 1, 2, 2], [0.1, 0.2, -0.3, 0.4])]]);
    const [expected, found] = [graph, quantizeGraph(graph, { values: schemeOf(graph) })].map(
      each => evaluate(each, feeds).get("y")?.data ?? [],
    );
    for (const [i, value] of (expected ?? []).entries())
      expect(Math.abs(value - (found?.[i] ?? NaN))).toBeLessThan(0.4);
  });

  test("without parameters is the float graph", () => {
    const graph = network();
    expect(quantizeGraph(graph, { values: new Map() })).toEqual(graph);
  });

  test("raises the scale of weights whose bias would leave int32", () => {
    const builder = graphBuilder("net");
    const left = builder.input("x", tensorType("f32", [1, 1]));
    const right = builder.constant("w", tensor("f32", [1, 1], [1e-12]));
    const bias = builder.constant("b", tensor("f32", [1], [3]));
    builder.output("y", builder.node("matmul", [left, right, bias], {}));
    const graph = builder.build();
    const quantized = quantizeGraph(graph, { values: schemeOf(graph) });
    const [code = NaN] = quantized.constants.find(({ id }) => id === "b.codes")?.data ?? [];
    expect(code).toBeGreaterThan(2 ** 29);
    expect(code).toBeLessThanOrEqual(2 ** 30);
  });

  test.each([
    ["w", { bits: 8, signed: true, scales: [NaN], zeroPoints: [0] }, "QUANT_BAD_PARAMETERS"],
    ["w", { bits: 8, signed: true, scales: [0], zeroPoints: [0] }, "QUANT_BAD_PARAMETERS"],
    ["w", { bits: 8, signed: true, scales: [0.1], zeroPoints: [0] }, "QUANT_BAD_PARAMETERS"],
    ["w", { bits: 8, signed: true, scales: [1, 1], zeroPoints: [0, 200], axis: 0 }, "QUANT_BAD_PARAMETERS"],
    ["w", { bits: 8, signed: true, scales: [1, 1, 1], zeroPoints: [0, 0, 0], axis: 0 }, "QUANT_BAD_PARAMETERS"],
    ["w", { bits: 17, signed: true, scales: [1], zeroPoints: [0] }, "QUANT_BAD_PARAMETERS"],
    ["nothing", { bits: 8, signed: true, scales: [1], zeroPoints: [0] }, "QUANT_NO_FLOAT"],
  ])("refuses parameters of %s that no machine could scale with: %j", (id, parameters, code) => {
    const quantize = (): unknown => quantizeGraph(network(), { values: new Map([[id, parameters]]) });
    expect(quantize).toThrow(CompileError);
    expect(quantize).toThrow(`error[${code}]: `);
    expect(quantize).toThrow(`tensor "${id}"`);
  });
});

test("attention is taken apart into two products around a softmax that compute the same", () => {
  const builder = graphBuilder("attention");
  const matrix = (id: string): ReturnType<typeof builder.input> => builder.input(id, tensorType("f32", [1, 2, 2]));
  const mask = builder.constant("mask", scalar("f32", 0.5));
  builder.output("y", builder.node("attention", [matrix("q"), matrix("k"), matrix("v"), mask], { scale: 0.5 }));
  const graph = builder.build();
  const apart = prepareForQuantization(graph);
  expect(apart.nodes.map(({ op }) => op)).toEqual(["transpose", "matmul", "softmax", "matmul"]);
  const feeds = new Map(["q", "k", "v"].map((id, i) => [id, tensor("f32", [1, 2, 2], [i, 1, -1, 0.5])]));
  const [expected, found] = [graph, apart].map(each => evaluate(each, feeds).get("y")?.data ?? []);
  for (const [i, value] of (expected ?? []).entries()) expect(found?.[i]).toBeCloseTo(value, 6);
});
