import { describe, expect, test } from "vitest";
import { graphBuilder } from "../../ir/builder.ts";
import { tensor, tensorType } from "../../ir/tensor.ts";
import { calibrate } from "../../quant/calibrate.ts";
import type { Dataset, Sample } from "../../train/data/dataset.ts";
import { interpreter } from "../../train/executors/interpreter.ts";

const type = tensorType("f32", [1, 1, 2, 2]);

/** sum = x + x, then its elements turned about; `read` takes a square root of the sum too. */
const network = (read: boolean) => {
  const builder = graphBuilder("twice");
  const x = builder.input("x", type);
  const sum = builder.node("add", [x, x], {});
  builder.output("y", builder.node("transpose", [sum], { permutation: [0, 1, 3, 2] }));
  if (read) builder.output("root", builder.node("sqrt", [sum], {}));
  const graph = builder.build();
  return { graph, sum: graph.nodes[0]?.results[0]?.id ?? "" };
};

const samples = (values: readonly number[], target?: Sample["target"]): Dataset => ({
  source: "one sample",
  count: 1,
  targets: target?.kind ?? "none",
  sample: () => ({
    name: "one",
    inputs: new Map([["x", tensor("f32", type.dims, values)]]),
    ...(target === undefined ? {} : { target }),
  }),
});

const picture: Sample["target"] = { kind: "image", image: tensor("f32", type.dims, [0, 0, 0, 0]), low: 0, range: 1 };

describe("calibration", () => {
  test("sees every activation as it is", async () => {
    const { graph, sum } = network(false);
    const found = (await calibrate(graph, samples([-1, 0, 0.25, 2]), interpreter)).get(sum);
    expect([found?.low, found?.high, found?.count]).toEqual([-2, 4, 4]);
  });

  test("a picture that leaves the network is seen as it is displayed", async () => {
    const { graph, sum } = network(false);
    const found = await calibrate(graph, samples([-1, 0, 0.25, 2], picture), interpreter);
    expect([found.get(sum)?.low, found.get(sum)?.high]).toEqual([0, 1]);
    expect(found.get("x")?.high).toBe(2);
  });

  test("but as it is where something else is computed from it", async () => {
    const { graph, sum } = network(true);
    const found = (await calibrate(graph, samples([0, 0, 0.25, 2], picture), interpreter)).get(sum);
    expect(found?.high).toBe(4);
  });

  test("an infinity names tensor and sample, picture or not", async () => {
    const { graph } = network(false);
    await expect(calibrate(graph, samples([0, 0, 3e38, 0], picture), interpreter)).rejects.toThrow(/one/);
  });
});
