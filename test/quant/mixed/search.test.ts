import { describe, expect, test } from "vitest";
import { graphBuilder } from "../../../ir/builder.ts";
import type { Graph } from "../../../ir/graph.ts";
import { tensor, tensorType } from "../../../ir/tensor.ts";
import { calibrate } from "../../../quant/calibrate.ts";
import { pairCorrections } from "../../../quant/mixed/pairs.ts";
import { layerGroupsOf, noiseTable } from "../../../quant/mixed/problem.ts";
import type { Demand } from "../../../quant/mixed/request.ts";
import { searchMixed, stricter } from "../../../quant/mixed/search.ts";
import type { Bench } from "../../../quant/mixed/sensitivity.ts";
import { referenceOf } from "../../../quant/accuracy/measure.ts";
import type { PostTrainingSettings } from "../../../quant/quantize.ts";
import type { Dataset } from "../../../train/data/dataset.ts";
import { interpreter } from "../../../train/executors/interpreter.ts";

/** x · first · second, of two features each; weights in columns, by output channel. */
const chain = (first: readonly number[], second: readonly number[]): Graph => {
  const builder = graphBuilder("chain");
  const input = builder.input("x", tensorType("f32", [1, 2]));
  const hidden = builder.node("matmul", [input, builder.constant("first", tensor("f32", [2, 2], first))], {
    epilogue: [],
  });
  builder.output(
    "y",
    builder.node("matmul", [hidden, builder.constant("second", tensor("f32", [2, 2], second))], { epilogue: [] }),
  );
  return builder.build();
};

const samples: readonly (readonly number[])[] = [
  [255, 0],
  [0, 255],
  [255, 255],
  [51, 204],
];

const dataset: Dataset = {
  source: "four samples",
  count: samples.length,
  targets: "none",
  sample: index => ({
    name: String(index),
    inputs: new Map([["x", tensor("f32", [1, 2], samples[index] ?? [])]]),
  }),
};

const settings: PostTrainingSettings = {
  choice: { observer: "min-max", weightScales: "min-max", perChannel: true },
  rounding: "nearest",
  correctBias: false,
  seed: 1,
};

/** Codes at 2 bits are -1, 0 and 1: the first weights are on that grid, of the second those that are 0.25 are rounded to 0. */
const graph = chain([1, 0, 0, 1], [1, 0.25, 0.25, 1]);

const search = async (demand: Demand, lostInTheEnd: (quantized: Graph) => number) =>
  searchMixed({
    graph,
    calibration: await calibrate(graph, dataset, interpreter),
    executor: interpreter,
    dataset,
    choosing: dataset,
    sensitivitySamples: 4,
    metric: "sqnr",
    demand,
    lostInTheEnd: quantized => Promise.resolve(lostInTheEnd(quantized)),
    widths: { weights: [2, 4, 8], activations: [8] },
    costOf: (_, weightBits, activationBits) => weightBits * activationBits,
    settings,
  });

describe("the search for mixed widths", () => {
  test("by hand: 2 bits for weights of 0 and 1, 8 for those with 0.25, where 35 dB are asked; 16 + 64 of 8-bit products", async () => {
    const { widths, chosen, trials } = await search({ kind: "accuracy", mostLost: -35 }, () => -35);
    // 4 bits write 0.25 as 2/7: 9 of 255 too much, squares of 388 in all beside 398 000: 30.1 dB.
    expect([widths.get("first"), widths.get("second")]).toEqual([2, 8]);
    expect(chosen.choice.cost).toBe(2 * 8 + 8 * 8);
    expect(trials.filter(({ lostInTheEnd }) => lostInTheEnd !== undefined)).toHaveLength(1);
  });

  test("within a cost of 80 the same, and within one of 48 as many bits as it pays for where they matter", async () => {
    const within = async (mostCost: number) => (await search({ kind: "cost", mostCost }, () => NaN)).widths;
    expect([...(await within(80))].filter(([value]) => value === "second")).toEqual([["second", 8]]);
    const narrow = await within(48);
    expect([narrow.get("first"), narrow.get("second")]).toEqual([2, 4]);
  });

  test("what the data that judge refuse is repaired: the next choice loses less, and is measured there again", async () => {
    const asked: Graph[] = [];
    const lostInTheEnd = (quantized: Graph): number => {
      asked.push(quantized);
      return asked.length === 1 ? -10 : -20;
    };
    const { chosen, trials, repairs } = await search({ kind: "accuracy", mostLost: -12 }, lostInTheEnd);
    const [refused, taken] = trials.filter(each => each.lostInTheEnd !== undefined);
    expect(asked).toHaveLength(2);
    expect(repairs).toBe(1);
    expect([refused?.meetsLimit, taken?.meetsLimit]).toEqual([false, true]);
    expect(taken?.choice).toBe(chosen.choice);
    expect(taken?.lost).toBeLessThan(refused?.lost ?? -Infinity);
  });

  test("the limit on the data that choose becomes stricter by as many decibels of noise, or in proportion", () => {
    expect(stricter(-31, -22, -25, true)).toBe(-34);
    expect(stricter(0.2, 0.6, 0.3, false)).toBeCloseTo(0.1, 12);
    expect(stricter(-0.1, 0.4, 0.3, false)).toBeCloseTo(-0.2, 12);
  });
});

test("pairs, by hand: errors of one sign in a row of two layers add up to twice what their squares do", async () => {
  // At 2 bits 0.75 becomes 1; inputs are equal, so that the errors of both layers point one way.
  const pair = chain([1, 0, 0.75, 1], [1, 0, 0.75, 1]);
  const equal: Dataset = {
    ...dataset,
    count: 1,
    sample: () => ({ name: "0", inputs: new Map([["x", tensor("f32", [1, 2], [255, 255])]]) }),
  };
  const bench: Bench = {
    graph: pair,
    dataset: equal,
    calibration: await calibrate(pair, equal, interpreter),
    choice: settings.choice,
    judging: {
      dataset: equal,
      executor: interpreter,
      metric: "mean-iou",
      reference: await referenceOf(interpreter, pair, equal),
    },
    learnsRounding: false,
    seed: 1,
    rounded: new Map(),
    floatVectors: new Map(),
  };
  const groups = layerGroupsOf(pair);
  const noise = (value: string, bits: number, of: number) => ({
    value,
    bits,
    noise: of,
    sqnrDb: 0,
    lossGrowth: undefined,
  });
  // y = (1 · 1.75 + 0.75 · 1, 1) = (2.5, 1); with one layer rounded (2.75, 1), with both (3, 1): 0.25² and 0.5² over 7.25.
  const part = 0.0625 / 7.25;
  const table = noiseTable([
    ...groups.map(({ activation }) => noise(activation, 16, 0)),
    noise("first", 2, part),
    noise("second", 2, part),
  ]);
  const widths = new Map([
    ...groups.map(({ activation }): [string, number] => [activation, 16]),
    ["first", 2],
    ["second", 2],
  ]);
  const corrections = await pairCorrections(bench, groups, table, widths, () => undefined);
  expect(corrections.get("first")?.factor).toBeCloseTo(2, 2);
  expect(corrections.get("second")).toEqual({ bits: 2, factor: corrections.get("first")?.factor });
});
