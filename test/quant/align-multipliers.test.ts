import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { graphBuilder } from "../../ir/builder.ts";
import type { Graph } from "../../ir/graph.ts";
import { tensor, tensorType } from "../../ir/tensor.ts";
import { alignMultipliers, factorOf, scaleGrids } from "../../quant/align-multipliers.ts";
import { affineParameters } from "../../quant/parameters.ts";
import type { QuantizationScheme } from "../../quant/scheme.ts";
import { randomStream } from "../../support/random.ts";

const network = (epilogue: readonly string[] = []): Graph => {
  const builder = graphBuilder("one layer");
  const x = builder.input("x", tensorType("f32", [1, 2]));
  const weight = builder.constant("w", tensor("f32", [2, 2], [1, 2, 3, 4]));
  builder.output("y", builder.node("matmul", [x, weight], { epilogue }));
  return builder.build();
};

const idsOf = (graph: Graph) => ({ y: graph.outputs[0]?.value ?? "", w: graph.constants[0]?.id ?? "" });

const scheme = (graph: Graph, from: number, to: number, weights: readonly number[], bits = 8): QuantizationScheme => ({
  values: new Map([
    ["x", { bits, signed: false, scales: [from], zeroPoints: [0] }],
    [idsOf(graph).w, { bits: 8, signed: true, scales: weights, zeroPoints: weights.map(() => 0), axis: 1 }],
    [idsOf(graph).y, { bits, signed: false, scales: [to], zeroPoints: [0] }],
  ]),
});

const aligned = (from: number, to: number, weights: readonly number[]): readonly number[] => {
  const graph = network();
  return alignMultipliers(graph, scheme(graph, from, to, weights)).values.get(idsOf(graph).w)?.scales ?? [];
};

const positive = fc.double({ min: 1e-4, max: 1, noNaN: true }).map(Math.fround);

describe("scales of weights whose requantization is exact in binary32", () => {
  test("worked by hand: a factor of 0.15 becomes 9831 / 65536, one of 2^-12 and a bit keeps six digits", () => {
    // 0.15 · 65536 = 9830.4; (2^-12 + 2^-20) · 2^17 = 32.125
    expect(aligned(0.5, 1, [0.3, 2 ** -11 + 2 ** -19].map(Math.fround))).toEqual([9831 / 32768, 33 / 65536]);
  });

  test("a scale on the grid stays, others grow a little", () => {
    fc.assert(
      fc.property(positive, positive, positive, (from, to, weight) => {
        const [scale = NaN] = aligned(from, to, [weight, weight]);
        expect(aligned(from, to, [scale, scale])).toEqual([scale, scale]);
        expect(scale / weight).toBeGreaterThan(1 - 2 ** -22);
        expect(scale / weight).toBeLessThan(1.6);
        expect(Math.fround(scale)).toBe(scale);
      }),
      { seed: 1 },
    );
  });

  test("most scales grow by 1/32 at most", () => {
    const random = randomStream(4);
    const powerOfTwo = (least: number, most: number): number =>
      Math.fround(2 ** (least + (most - least) * random.uniform()));
    const growths = Array.from({ length: 2000 }, () => {
      // Factors from 2^-14 to 2^-4, whatever the scales.
      const [from, to] = [powerOfTwo(-8, -2), powerOfTwo(-8, -2)];
      const weight = Math.fround((powerOfTwo(-14, -4) * to) / from);
      return (aligned(from, to, [weight, weight])[0] ?? NaN) / weight - 1;
    });
    const few = growths.filter(growth => !(growth <= 1 / 32 + 1e-6)).length;
    expect(few / growths.length).toBeLessThan(0.1);
    expect(Math.max(...growths)).toBeLessThan(0.5);
  });

  test("of longer sums by smaller factors it has not: 2^19 - 1 times 33 / 2^17 needs 25 bits", () => {
    const factor = factorOf(0.5, aligned(0.5, 1, [2 ** -11 + 2 ** -19].map(Math.fround))[0] ?? NaN, 1);
    expect(factor).toBe(33 / 2 ** 17);
    const sum = 2 ** 19 - 1;
    expect(Math.abs(sum * factor)).toBeLessThan(256);
    expect(Math.fround(sum * factor)).not.toBe(sum * factor);
  });

  test("binary32 has the product of factor and an accumulator of 18 bits exactly, wherever the code is in range", () => {
    const accumulator = fc.integer({ min: -(2 ** 18) + 1, max: 2 ** 18 - 1 });
    fc.assert(
      fc.property(positive, positive, positive, accumulator, (from, to, weight, sum) => {
        const [scale = NaN] = aligned(from, to, [weight, weight]);
        const factor = factorOf(from, scale, to);
        fc.pre(Math.abs(sum * factor) < 256);
        expect(Math.fround(sum * factor)).toBe(sum * factor);
      }),
      { seed: 2, numRuns: 1000 },
    );
  });

  test("bounds do not matter; what is wider than 8 bits, or read by a function where the input is on a grid of its own, has none", () => {
    const gridsOf = (graph: Graph, bits = 8): number => scaleGrids(graph, scheme(graph, 0.5, 1, [1, 1], bits)).size;
    expect([gridsOf(network()), gridsOf(network(["relu"])), gridsOf(network(["clip(min=0,max=6)"]))]).toEqual([
      1, 1, 1,
    ]);
    const graph = network(["sigmoid"]);
    expect([scaleGrids(graph, scheme(graph, 0.1, 1, [1, 1])).size, gridsOf(network(), 16)]).toEqual([0, 0]);
  });

  test("activations keep their parameters", () => {
    const graph = network();
    const before = affineParameters("x", 0, 3, { bits: 8, signed: false });
    const given = { values: new Map([...scheme(graph, 0.1, 0.7, [1, 2]).values, ["x", before]]) };
    expect(alignMultipliers(graph, given).values.get("x")).toBe(before);
  });
});
