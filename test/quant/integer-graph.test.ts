import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { graphBuilder, type GraphBuilder } from "../../ir/builder.ts";
import type { Graph, Value } from "../../ir/graph.ts";
import { evaluate } from "../../ir/interp/evaluate.ts";
import type { OpName } from "../../ir/ops/index.ts";
import { scalar, tensor, tensorType } from "../../ir/tensor.ts";
import { verifyGraph } from "../../ir/verify.ts";
import { dyadicOf } from "../../quant/dyadic.ts";
import { integerGraph } from "../../quant/integer/integer-graph.ts";
import { affineParameters, weightParameters } from "../../quant/parameters.ts";
import { quantizeGraph } from "../../quant/quantize-graph.ts";
import { quantizationSites } from "../../quant/sites.ts";
import { randomStream } from "../../support/random.ts";

/** All activations from −4 to 4 in 8 bits, all weights in 8 bits per channel. */
const quantized = (graph: Graph, bits = 8): Graph =>
  quantizeGraph(graph, {
    values: new Map(
      quantizationSites(graph).map(site => {
        const known = graph.constants.find(({ id }) => id === site.value);
        return site.role === "weight" && known?.data !== undefined
          ? [site.value, weightParameters(site.value, { type: known.type, data: known.data }, bits, site.axis)]
          : [site.value, affineParameters(site.value, -4, 4.03, { bits, signed: false })];
      }),
    ),
  });

const step = 8.03 / 255;
const random = randomStream(7);
const normal = (...dims: readonly number[]) => {
  const count = dims.reduce((product, dim) => product * dim, 1);
  return tensor(
    "f32",
    dims,
    Array.from({ length: count }, () => random.normal()),
  );
};

type Network = (build: GraphBuilder, image: Value, residual: Value) => Value;

const plain = { strides: [1, 1], pads: [1, 1, 1, 1], group: 1 };
const filters = normal(3, 2, 3, 3);
const bias = normal(3);
const networks: Readonly<Record<string, readonly [Network, readonly OpName[]]>> = {
  "a convolution with bias": [
    (build, image) => build.node("conv2d", [image, build.constant("w", filters), build.constant("b", bias)], plain),
    ["conv2d_integer", "requantize_dyadic"],
  ],
  "a bound after it is a bound of codes": [
    (build, image) =>
      build.node("conv2d", [image, build.constant("w", filters)], { ...plain, epilogue: ["clip(min=-1,max=1)"] }),
    ["conv2d_integer", "requantize_dyadic", "clip"],
  ],
  "a residual is added in the accumulator": [
    (build, image, residual) =>
      build.node("conv2d", [image, build.constant("w", normal(2, 2, 3, 3)), residual], {
        ...plain,
        epilogue: ["add", "relu"],
      }),
    ["conv2d_integer", "requantize_dyadic", "cast", "add", "clip"],
  ],
  "a known factor belongs to the scale": [
    (build, image) =>
      build.node("conv2d", [image, build.constant("w", filters), build.constant("f", scalar("f32", -0.5))], {
        ...plain,
        epilogue: ["mul"],
      }),
    ["conv2d_integer", "requantize_dyadic"],
  ],
  "a transposed convolution": [
    (build, image) =>
      build.node("conv_transpose2d", [image, build.constant("w", normal(2, 3, 3, 3)), build.constant("b", bias)], {
        strides: [2, 2],
        pads: [0, 1, 1, 0],
        dilations: [1, 2],
        group: 1,
        output_padding: [1, 0],
      }),
    ["conv2d_integer", "requantize_dyadic"],
  ],
  "a transposed convolution in groups": [
    (build, image) =>
      build.node("conv_transpose2d", [image, build.constant("w", normal(2, 2, 2, 2))], {
        strides: [2, 1],
        pads: [0, 0, 0, 0],
        group: 2,
      }),
    ["conv2d_integer"],
  ],
  "a product of two activations": [
    (build, image, residual) => build.node("matmul", [image, residual], {}),
    ["matmul_integer", "requantize_dyadic"],
  ],
  "an elementwise sum": [
    (build, image, residual) => build.node("add", [image, residual], {}),
    ["requantize_dyadic", "add"],
  ],
  "a difference": [(build, image, residual) => build.node("sub", [image, residual], {}), ["requantize_dyadic", "add"]],
  "an elementwise product": [
    (build, image, residual) => build.node("mul", [image, residual], {}),
    ["mul", "requantize_dyadic"],
  ],
  "a mean": [
    (build, image) => build.node("reduce_mean", [image], { axes: [2, 3] }),
    ["reduce_sum", "requantize_dyadic"],
  ],
  "an average pool": [
    (build, image) => build.node("average_pool2d", [image], { kernel: [2, 3], strides: [2, 1], pads: [0, 0, 0, 0] }),
    ["conv2d_integer", "requantize_dyadic"],
  ],
  "a function of one tensor is a table": [(build, image) => build.node("gelu", [image], {}), ["gather"]],
  "so is a sum with a number": [
    (build, image) => build.node("add", [image, build.constant("c", scalar("f32", 0.75))], {}),
    ["gather"],
  ],
  "codes are moved about": [(build, image) => build.node("pad", [image], { pads: [0, 0, 1, 0, 0, 0, 0, 1] }), ["pad"]],
  "a concatenation": [(build, image, residual) => build.node("concat", [image, residual], { axis: 1 }), ["concat"]],
};

const build = (network: Network): Graph => {
  const builder = graphBuilder("net");
  const type = tensorType("f32", [1, 2, 5, 5]);
  const [image, residual] = [builder.input("image", type), builder.input("residual", type)];
  builder.output("y", network(builder, image, residual));
  return builder.build();
};

describe("integers compute what the quantized graph does in reals, to one code", () => {
  test.each(Object.entries(networks))("%s", (_, [network, expectedOps]) => {
    const graph = quantized(build(network));
    const integers = integerGraph(graph);
    expect(verifyGraph(integers)).toEqual([]);
    const ops = new Set(integers.nodes.map(({ op }) => op));
    for (const op of expectedOps) expect(ops).toContain(op);
    // Nothing but the way in and the way out is real.
    expect(integers.nodes.filter(({ op }) => op === "quantize").length).toBeLessThanOrEqual(2);
    expect(integers.nodes.filter(({ op }) => op === "dequantize").length).toBe(1);
    const feeds = new Map([
      ["image", normal(1, 2, 5, 5)],
      ["residual", normal(1, 2, 5, 5)],
    ]);
    const [expected, found] = [graph, integers].map(each => evaluate(each, feeds).get("y")?.data ?? []);
    expect(expected?.some(value => value !== 0)).toBe(true);
    const apart = Array.from(expected ?? [], (value, i) => Math.round(Math.abs(value - (found?.[i] ?? NaN)) / step));
    expect(Math.max(...apart)).toBeLessThanOrEqual(1);
    expect(apart.filter(distance => distance > 0).length).toBeLessThanOrEqual(Math.ceil(apart.length / 100));
  });
});

test("what no machine computes in integers reads codes as reals and is quantized again", () => {
  const graph = quantized(build((builder, image) => builder.node("softmax", [image], { axis: 3 })));
  expect(integerGraph(graph).nodes.map(({ op }) => op)).toEqual([
    "quantize",
    "dequantize",
    "softmax",
    "quantize",
    "dequantize",
  ]);
});

test("a function on an accumulator has the exact sum as its argument", () => {
  const network: Network = (builder, image) =>
    builder.node("conv2d", [image, builder.constant("w", filters)], { ...plain, epilogue: ["silu"] });
  expect(integerGraph(quantized(build(network))).nodes.map(({ op }) => op)).toEqual([
    "quantize",
    "conv2d_integer",
    "dequantize",
    "silu",
    "quantize",
    "dequantize",
  ]);
});

describe("the worst case of a sum", () => {
  const product = (depth: number, bits: number): Graph => {
    const builder = graphBuilder("net");
    const x = builder.input("x", tensorType("f32", [1, depth]));
    const weight = builder.constant("w", tensor("f32", [depth, 1], new Float64Array(depth).fill(1)));
    builder.output("y", builder.node("matmul", [x, weight], {}, ["dense_7"]));
    return quantized(builder.build(), bits);
  };

  test("may be all that an int32 holds", () => {
    // 255 codes, the zero point at 127: 128 × 127 × 132 000 < 2^31
    expect(() => integerGraph(product(132_000, 8))).not.toThrow();
  });

  test("names the layer where it could be more", () => {
    expect(() => integerGraph(product(133_000, 8))).toThrow("(dense_7): error[QUANT_ACCUMULATOR_OVERFLOW]");
    expect(() => integerGraph(product(3, 16))).toThrow("16-bit by 16-bit products");
  });
});

describe("a real factor as multiplier and shift", () => {
  test("by hand", () => {
    expect(dyadicOf(1)).toEqual({ multiplier: 2 ** 30, shift: 30 });
    expect(dyadicOf(0.5)).toEqual({ multiplier: 2 ** 30, shift: 31 });
    expect(dyadicOf(-3)).toEqual({ multiplier: -3 * 2 ** 29, shift: 29 });
    expect(dyadicOf(0)).toEqual({ multiplier: 0, shift: 0 });
    expect(dyadicOf(2 ** -62)).toEqual({ multiplier: 1, shift: 62 });
    expect(dyadicOf(2 ** 31)).toBeUndefined();
    expect(dyadicOf(NaN)).toBeUndefined();
  });

  test("is an int32 and within 2^-31 of the factor", () => {
    fc.assert(
      fc.property(fc.double({ min: 2 ** -30, max: 2 ** 30, noNaN: true }), fc.boolean(), (size, negative) => {
        const factor = negative ? -size : size;
        const { multiplier = NaN, shift = NaN } = dyadicOf(factor) ?? {};
        expect(Number.isInteger(multiplier) && Math.abs(multiplier) < 2 ** 31).toBe(true);
        expect(shift >= 0 && shift <= 62).toBe(true);
        expect(Math.abs(multiplier / 2 ** shift / factor - 1)).toBeLessThanOrEqual(2 ** -31 * 1.0001);
      }),
    );
  });
});
