/** The trained model of the data folder. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { importTfjs } from "../../../../ir/import/tfjs/import-tfjs.ts";
import { evaluate } from "../../../../ir/interp/evaluate.ts";
import { verifyGraph } from "../../../../ir/verify.ts";
import { runPipeline } from "../../../../passes/manager.ts";
import { pipelines } from "../../../../passes/pipelines.ts";
import { dataPath, describeWithData } from "../../../support/data.ts";
import { randomFeeds } from "../../../support/onnx-runtime.ts";
import { macsOf, parametersOf } from "../../../support/totals.ts";

describeWithData("an upscaler of photographs", () => {
  const folder = ["models", "tfjs", "upscaler_default_2x"];
  const read = (name: string): Uint8Array => new Uint8Array(readFileSync(dataPath(...folder, name)));
  const model = importTfjs(read("model.json"), {
    bindings: new Map([
      ["LR.0", 1],
      ["LR.1", 8],
      ["LR.2", 6],
    ]),
    shards: path => ({ kind: "data", bytes: read(path) }),
  });

  test("has every layer of the file, and the parameters of its shards", () => {
    expect(verifyGraph(model.graph)).toEqual([]);
    expect(model.sourceNodes.length).toBe(23);
    expect(parametersOf(model.graph)).toBe(read("group1-shard1of1.bin").length / 4);
  });

  test("doubles the picture, before and after all passes alike, and moves nothing", () => {
    const { graph } = runPipeline(model.graph, pipelines.default);
    expect(graph.nodes.filter(({ op }) => op === "transpose")).toEqual([]);
    expect(macsOf(graph)).toBe(macsOf(model.graph));
    const feeds = randomFeeds(model.graph, 1);
    const [before, after] = [model.graph, graph].map(it => evaluate(it, feeds).get("SR"));
    expect(before?.type.dims).toEqual([1, 3, 16, 12]);
    for (const [i, value] of (before?.data ?? []).entries()) expect(after?.data[i]).toBeCloseTo(value, 4);
  });
});
