/** ONNX Runtime and the reference interpreter are one executor to their callers: they compute the same. */
import { expect, test } from "vitest";
import { graphBuilder } from "../../ir/builder.ts";
import { pipelines } from "../../passes/pipelines.ts";
import { runPipeline } from "../../passes/manager.ts";
import { tensor, tensorType } from "../../ir/tensor.ts";
import { CompileError } from "../../support/diagnostic.ts";
import { runOnce } from "../../train/executor.ts";
import { interpreter } from "../../train/executors/interpreter.ts";
import { onnxRuntime } from "../../train/executors/onnx-runtime.ts";
import { describeWithData } from "../support/data.ts";
import { expectOutputs, randomFeeds } from "../support/onnx-runtime.ts";
import { importModel, trainedModels } from "../support/real-models.ts";

test("a network that ONNX Runtime has no kernels for is refused with its words", async () => {
  const builder = graphBuilder("odd");
  const x = builder.input("x", tensorType("uint16", [2]));
  builder.output("y", builder.node("neg", [x], {}, ["layer"]));
  const prepared = onnxRuntime().prepare(builder.build());
  await expect(prepared).rejects.toThrow(CompileError);
  await expect(prepared).rejects.toThrow("RUNTIME_REFUSES");
});

test("a missing feed rejects, and outputs have the user's names, whatever those are", async () => {
  const builder = graphBuilder("names");
  const x = builder.input("", tensorType("f32", [1]));
  builder.output("", x);
  builder.output("again", builder.node("neg", [x], {}));
  const graph = builder.build();
  await expect(runOnce(onnxRuntime(), graph, new Map())).rejects.toThrow(CompileError);
  const outputs = await runOnce(onnxRuntime(), graph, new Map([["", tensor("f32", [1], [2])]]));
  expect([...outputs].map(([name, { data }]) => [name, ...data])).toEqual([
    ["", 2],
    ["again", -2],
  ]);
});

describeWithData("a trained network computes the same in ONNX Runtime", () => {
  test.each(trainedModels)("$file", async model => {
    const { graph } = importModel(model);
    const optimized = runPipeline(graph, pipelines.default).graph;
    const feeds = randomFeeds(optimized, 1, model.inputScale);
    const expected = await runOnce(interpreter, optimized, feeds);
    expectOutputs(await runOnce(onnxRuntime(), optimized, feeds), expected, 1e-3);
  });
});
