import { describe, expect, test } from "vitest";
import { graphBuilder } from "../../../ir/builder.ts";
import type { Graph } from "../../../ir/graph.ts";
import { tensor, tensorType } from "../../../ir/tensor.ts";
import type { MetricName } from "../../../quant/accuracy/index.ts";
import { referenceOf } from "../../../quant/accuracy/measure.ts";
import { effectOf } from "../../../quant/mixed/effect.ts";
import type { Dataset } from "../../../train/data/dataset.ts";
import { interpreter } from "../../../train/executors/interpreter.ts";

/** Outputs `factors` times the input, each under a name of its own. */
const scaledBy = (...factors: readonly number[]): Graph => {
  const builder = graphBuilder("scales");
  const input = builder.input("x", tensorType("f32", [1, 2]));
  for (const [i, factor] of factors.entries())
    builder.output(
      `y${i}`,
      builder.node("mul", [input, builder.constant(`factor${i}`, tensor("f32", [1], [factor]))], {}),
    );
  return builder.build();
};

/** One sample: 3 and 4, of which the squares sum to 25. */
const dataset: Dataset = {
  source: "one sample",
  count: 1,
  targets: "none",
  sample: () => ({ name: "0", inputs: new Map([["x", tensor("f32", [1, 2], [3, 4])]]) }),
};

const effect = async (metric: MetricName, float: Graph, changed: Graph) => {
  const executor = interpreter;
  return effectOf({ dataset, executor, metric, reference: await referenceOf(executor, float, dataset) }, changed);
};

describe("the effect of a change at the outputs", () => {
  test("by hand: noise of 1/4 and 1 of the signals; mean for several outputs, the worst where the metric is that", async () => {
    const [float, changed] = [scaledBy(2, 1), scaledBy(3, 2)];
    expect((await effect("mean-iou", float, changed)).noise).toBeCloseTo(5 / 8, 6);
    expect((await effect("sqnr", float, changed)).noise).toBeCloseTo(1, 6);
    expect((await effect("sqnr", float, changed)).sqnrDb).toBeCloseTo(0, 6);
  });

  test("an output that is always 0 has finite noise, which grows with what is added to it", async () => {
    const noise = async (factor: number) => (await effect("sqnr", scaledBy(0, 1), scaledBy(factor, 1))).noise;
    // Squares of 0.3 and 0.4 over two elements.
    expect(await noise(0.1)).toBeCloseTo(0.125, 6);
    expect(await noise(0.2)).toBeCloseTo(0.5, 6);
    expect(await noise(0)).toBe(0);
    expect((await effect("sqnr", scaledBy(0, 1), scaledBy(0.1, 1))).sqnrDb).toBe(-Infinity);
  });

  test("what is not a number is no small noise", async () => {
    expect((await effect("mean-iou", scaledBy(1), scaledBy(NaN))).noise).toBeNaN();
  });
});
