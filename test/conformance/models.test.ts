/** Trained models compute here what they compute in ONNX Runtime: as imported, and after every pass that changes them. */
import { expect, test } from "vitest";
import type { Graph } from "../../ir/graph.ts";
import { evaluate } from "../../ir/interp/evaluate.ts";
import { importOnnx } from "../../ir/import/onnx/import-onnx.ts";
import { runPipeline } from "../../passes/manager.ts";
import { pipelines } from "../../passes/pipelines.ts";
import { describeWithData } from "../support/data.ts";
import { kitchenSink } from "../support/kitchen-sink.ts";
import { onnxModel } from "../support/onnx-model.ts";
import { expectOutputs, randomFeeds, runOnnxRuntime } from "../support/onnx-runtime.ts";
import { importModel, readModel, shapesOnlyModels, trainedModels } from "../support/real-models.ts";

const uncovered = ({ graph, sourceNodes, eliminated }: ReturnType<typeof importModel>): readonly string[] => {
  const origins = new Set(graph.nodes.flatMap(node => node.origins));
  return sourceNodes.map(({ name }) => name).filter(name => !origins.has(name) && !eliminated.has(name));
};

/** The graph after every pass that changed it. */
const stagesOf = (graph: Graph): ReadonlyMap<string, Graph> => {
  const stages = new Map<string, Graph>();
  let current = graph;
  runPipeline(graph, pipelines.default, {
    checkHonesty: true,
    afterPass: (pass, after) => {
      if (after !== current) stages.set(`${stages.size + 1}: ${pass}`, after);
      current = after;
    },
  });
  return stages;
};

describeWithData("a trained model", () => {
  test.each(trainedModels)("$file agrees with ONNX Runtime", async model => {
    const bytes = readModel(model);
    const imported = importModel(model, bytes);
    expect(uncovered(imported)).toEqual([]);
    expect(imported.warnings).toEqual([]);
    const feeds = randomFeeds(imported.graph, 7, model.inputScale);
    const expected = await runOnnxRuntime(bytes, feeds);
    expectOutputs(evaluate(imported.graph, feeds), expected);
    for (const [stage, graph] of stagesOf(imported.graph)) expectOutputs(evaluate(graph, feeds), expected, 1e-4, stage);
  });
});

test("a generated model of many operators agrees with ONNX Runtime", async () => {
  const bytes = onnxModel(kitchenSink);
  const { graph } = importOnnx(bytes);
  const feeds = randomFeeds(graph, 7);
  const expected = await runOnnxRuntime(bytes, feeds);
  expectOutputs(evaluate(graph, feeds), expected);
  for (const [stage, changed] of stagesOf(graph)) expectOutputs(evaluate(changed, feeds), expected, 1e-4, stage);
});

describeWithData("a model without weights", () => {
  test.each(shapesOnlyModels)("$file is imported with a warning, every node covered", model => {
    const imported = importModel(model);
    expect(imported.warnings).toHaveLength(1);
    expect(uncovered(imported)).toEqual([]);
    expect(imported.graph.constants.some(({ data }) => data === undefined)).toBe(true);
    expect(stagesOf(imported.graph).size).toBeGreaterThan(0);
  });
});
