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

/** How often each operator occurs, by name. */
const operatorCounts = ({ nodes }: Graph): string => {
  const counts = new Map<string, number>();
  for (const { op } of nodes) counts.set(op, (counts.get(op) ?? 0) + 1);
  return [...counts]
    .map(([op, count]) => `${op} ${count}`)
    .sort()
    .join(", ");
};

interface Model {
  readonly file: string;
  /** Sizes of its open dimensions: small ones, the interpreter is slow. */
  readonly bindings?: Readonly<Record<string, number>>;
  /** What is left of it: the file's own contractions, pools and gates. */
  readonly left: string;
}

const models: readonly Model[] = [
  { file: "mnist_cntk.onnx", left: "conv2d 2, matmul 1, max_pool2d 2, reshape 1" },
  {
    file: "mlperftiny_mbv1_025_vww_kj.onnx",
    left: "average_pool2d 1, conv2d 27, matmul 1, reshape 1, softmax 1",
  },
  {
    file: "mlperftiny_resnet8_cifar10_kj.onnx",
    left: "average_pool2d 1, conv2d 9, matmul 1, reshape 1, softmax 1",
  },
  { file: "tiny07_alibaba_ad.onnx", left: "matmul 6" },
  {
    file: "oww_embedding_model.onnx",
    bindings: { unk__314: 1 },
    left: "conv2d 20, max_pool2d 5, reshape 2",
  },
  {
    file: "ch_PP-OCRv4_det_infer.onnx",
    bindings: { "p2o.DynamicDimension.0": 1, "p2o.DynamicDimension.1": 32, "p2o.DynamicDimension.2": 32 },
    left: "add 11, concat 1, conv2d 62, conv_transpose2d 2, mul 10, reduce_mean 10, resize 6",
  },
  {
    // Of 13 products 4 are two attentions, 10 means are five layer normalizations.
    file: "ch_PP-OCRv4_rec_infer.onnx",
    bindings: { "p2o.DynamicDimension.0": 1, "p2o.DynamicDimension.1": 16 },
    left: "attention 2, average_pool2d 1, concat 1, conv2d 38, layer_normalization 5, matmul 9, mul 2, reduce_mean 2, reshape 13, slice 6, softmax 1, transpose 7",
  },
];

describeWithData("the default pipeline", () => {
  test.each(models)("$file", ({ file, bindings, left }) => {
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
    expect(operatorCounts(after)).toBe(left);
  });
});
