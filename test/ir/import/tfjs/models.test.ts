/** The trained model of the data folder, against TensorFlow.js itself. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { importTfjs } from "../../../../ir/import/tfjs/import-tfjs.ts";
import { evaluate } from "../../../../ir/interp/evaluate.ts";
import { tensorType } from "../../../../ir/tensor.ts";
import { verifyGraph } from "../../../../ir/verify.ts";
import { runPipeline } from "../../../../passes/manager.ts";
import { pipelines } from "../../../../passes/pipelines.ts";
import { randomStream } from "../../../../support/random.ts";
import { dataPath, describeWithData } from "../../../support/data.ts";
import { randomFeeds, randomTensor } from "../../../support/onnx-runtime.ts";
import type { TestTfjsModel } from "../../../support/tfjs-model.ts";
import { expectSame, runImported, runLayersModel } from "../../../support/tfjs-oracle.ts";
import { macsOf, parametersOf } from "../../../support/totals.ts";

describeWithData("an upscaler of photographs", () => {
  const folder = ["models", "tfjs", "upscaler_default_2x"];
  const read = (name: string): Uint8Array => new Uint8Array(readFileSync(dataPath(...folder, name)));
  // The batch is one sample where nothing else is said.
  const bindings = new Map([
    ["LR.1", 8],
    ["LR.2", 6],
  ]);
  const files = (): TestTfjsModel => ({
    bytes: read("model.json"),
    shards: path => ({ kind: "data", bytes: read(path) }),
  });
  const imported = () => importTfjs(files().bytes, { bindings, shards: files().shards });

  test("has every layer of the file, and the parameters of its shards", () => {
    const model = imported();
    expect(verifyGraph(model.graph)).toEqual([]);
    expect(model.sourceNodes.length).toBe(23);
    expect(parametersOf(model.graph)).toBe(read("group1-shard1of1.bin").length / 4);
    expect(model.boundSymbols.map(({ symbol, value }) => `${symbol}=${value}`)).toEqual(["LR.0=1", "LR.1=8", "LR.2=6"]);
  });

  test("computes what TensorFlow.js computes", async () => {
    const feeds = { LR: randomTensor(tensorType("f32", [1, 8, 6, 3]), randomStream(5)) };
    expectSame(runImported(files(), feeds, bindings), await runLayersModel(files(), feeds));
  });

  test("doubles the picture, before and after all passes alike, and moves nothing", () => {
    const model = imported();
    const { graph } = runPipeline(model.graph, pipelines.default);
    expect(graph.nodes.filter(({ op }) => op === "transpose")).toEqual([]);
    expect(macsOf(graph)).toBe(macsOf(model.graph));
    const feeds = randomFeeds(model.graph, 1);
    const [before, after] = [model.graph, graph].map(it => evaluate(it, feeds).get("SR"));
    expect(before?.type.dims).toEqual([1, 3, 16, 12]);
    for (const [i, value] of (before?.data ?? []).entries()) expect(after?.data[i]).toBeCloseTo(value, 4);
  });
});
