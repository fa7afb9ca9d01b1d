/** The default pipeline on trained networks: outputs stay, and nothing that a machine could fuse is left over. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Graph } from "../../ir/graph.ts";
import { importOnnx } from "../../ir/import/onnx/import-onnx.ts";
import { evaluate } from "../../ir/interp/evaluate.ts";
import { runPipeline } from "../../passes/manager.ts";
import { pipelines } from "../../passes/pipelines.ts";
import { dataPath, describeWithData } from "../support/data.ts";
import { randomFeeds, relativeDistance } from "../support/feeds.ts";

const load = (file: string, bindings: Readonly<Record<string, number>> = {}): Graph =>
  importOnnx(readFileSync(dataPath("models", "onnx", file)), { file, bindings: new Map(Object.entries(bindings)) })
    .graph;

/** How often each operator occurs. */
const operatorCounts = ({ nodes }: Graph): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { op } of nodes) counts[op] = (counts[op] ?? 0) + 1;
  return counts;
};

/** File, sizes of its open dimensions, and what is left of it. Small images: the interpreter is slow. */
const models: readonly (readonly [string, Readonly<Record<string, number>>, Readonly<Record<string, number>>])[] = [
  ["mnist_cntk.onnx", {}, { conv2d: 2, matmul: 1, max_pool2d: 2, reshape: 1 }],
  ["mlperftiny_mbv1_025_vww_kj.onnx", {}, { conv2d: 27, average_pool2d: 1, reshape: 1, matmul: 1, softmax: 1 }],
  ["mlperftiny_resnet8_cifar10_kj.onnx", {}, { conv2d: 9, average_pool2d: 1, reshape: 1, matmul: 1, softmax: 1 }],
  ["tiny07_alibaba_ad.onnx", {}, { matmul: 6 }],
  ["oww_embedding_model.onnx", { unk__314: 1 }, { conv2d: 20, max_pool2d: 5, reshape: 2 }],
  [
    "ch_PP-OCRv4_det_infer.onnx",
    { "p2o.DynamicDimension.0": 1, "p2o.DynamicDimension.1": 32, "p2o.DynamicDimension.2": 32 },
    { conv2d: 60, conv_transpose2d: 2, reduce_mean: 10, mul: 10, add: 11, resize: 6, concat: 1 },
  ],
  ["ch_PP-OCRv4_rec_infer.onnx", { "p2o.DynamicDimension.0": 1, "p2o.DynamicDimension.1": 16 }, {}],
];

describeWithData("the default pipeline", () => {
  test.each(models)("%s", (file, bindings, expected) => {
    const graph = load(file, bindings);
    const feeds = randomFeeds(graph, 1);
    const outputs = evaluate(graph, feeds);
    let last = graph;
    const after = runPipeline(graph, pipelines.default, {
      afterPass(pass, now) {
        if (now !== last) expect(relativeDistance(outputs, evaluate(now, feeds)), pass).toBeLessThanOrEqual(1e-4);
        last = now;
      },
    }).graph;
    expect(operatorCounts(after)).toEqual(expected);
  });
});
