import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { graphBuilder } from "../../ir/builder.ts";
import type { Graph } from "../../ir/graph.ts";
import { tensor, tensorType } from "../../ir/tensor.ts";
import { alignInputs, exactSumGrids } from "../../quant/exact-sums.ts";
import type { QuantizationParameters, QuantizationScheme } from "../../quant/scheme.ts";

/** relu, then a layer with `step` behind its sums. */
const network = (step: string): { readonly graph: Graph; readonly input: string; readonly weight: string } => {
  const builder = graphBuilder("one layer");
  const x = builder.node("relu", [builder.input("x", tensorType("f32", [1, 2]))], {});
  const weight = builder.constant("w", tensor("f32", [2, 2], [1, 2, 3, 4]));
  builder.output("y", builder.node("matmul", [x, weight], { epilogue: [step] }));
  return { graph: builder.build(), input: x.id, weight: weight.id };
};

const parameters = (scale: number, zero = 0, bits = 8): QuantizationParameters => ({
  bits,
  signed: false,
  scales: [scale],
  zeroPoints: [zero],
});

const schemeOf = (
  { input, weight }: ReturnType<typeof network>,
  from: QuantizationParameters,
  scale = 0.1,
): QuantizationScheme => ({
  values: new Map([
    ["x", parameters(0.3)],
    [input, from],
    [weight, { bits: 8, signed: true, scales: [scale, scale], zeroPoints: [0, 0], axis: 1 }],
  ]),
});

const aligned = (from: QuantizationParameters, step = "hard_swish"): QuantizationParameters | undefined => {
  const made = network(step);
  return alignInputs(made.graph, schemeOf(made, from)).values.get(made.input);
};

/** The weights' scale beside an input scale that is aligned already. */
const weightScale = (from: number, scale: number): number => {
  const made = network("hard_swish");
  return exactSumGrids(made.graph, schemeOf(made, parameters(from))).get(made.weight)?.(scale) ?? NaN;
};

describe("scales with which sums are exact in binary32", () => {
  test("worked by hand: an input's scale goes to the nearest of three digits, and its least real stays", () => {
    // 0.1 lies between 0.09375 = 6/64 and 0.109375 = 7/64; code 30 stands for what 100 · 0.1 / 0.09375 = 32 below 0 does.
    expect(aligned(parameters(0.1, 30))).toEqual(parameters(0.09375, 32));
    expect(aligned(parameters(0.109, 0))).toEqual(parameters(0.109375, 0));
  });

  test("only where a function reads the sums, and codes have 8 bits at most", () => {
    for (const step of ["relu", "clip(min=0,max=6)"]) expect(aligned(parameters(0.1), step)).toEqual(parameters(0.1));
    expect(aligned(parameters(0.1, 0, 16))).toEqual(parameters(0.1, 0, 16));
  });

  test("a network's own input stays on the grid of its data, and its layer's weights have none", () => {
    const builder = graphBuilder("first layer");
    const x = builder.input("x", tensorType("f32", [1, 2]));
    const weight = builder.constant("w", tensor("f32", [2, 2], [1, 2, 3, 4]));
    builder.output("y", builder.node("matmul", [x, weight], { epilogue: ["sigmoid"] }));
    const made = { graph: builder.build(), input: "x", weight: weight.id };
    const scheme = schemeOf(made, parameters(Math.fround(1 / 255)));
    expect(alignInputs(made.graph, scheme)).toEqual(scheme);
    expect(exactSumGrids(made.graph, scheme).size).toBe(0);
  });

  test("binary32 holds sums of products of 17 bits, in any order; weights' scales grow by 1/8 at most", () => {
    const scales = fc.double({ min: 1e-4, max: 1, noNaN: true }).map(Math.fround);
    const sums = fc.integer({ min: -(2 ** 17) + 1, max: 2 ** 17 - 1 });
    fc.assert(
      fc.property(scales, scales, sums, (from, weight, sum) => {
        const [input = NaN] = aligned(parameters(from))?.scales ?? [];
        expect(Math.abs(input / from - 1)).toBeLessThanOrEqual(1 / 8);
        const scale = weightScale(input, weight);
        expect(scale / weight).toBeGreaterThanOrEqual(1);
        expect(scale / weight).toBeLessThanOrEqual(1 + 1 / 8);
        expect(Math.fround(sum * input * scale)).toBe(sum * input * scale);
      }),
      { seed: 1 },
    );
  });
});
