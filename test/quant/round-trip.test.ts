/** A quantized network written as ONNX and read back is the same network, and the file is what ONNX and its engines expect. */
import { fromBinary } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { firstDifference } from "../../ir/equal.ts";
import { exportOnnx } from "../../ir/export/onnx/export-onnx.ts";
import { joined } from "../../ir/export/onnx/wire.ts";
import type { Graph } from "../../ir/graph.ts";
import { importOnnx } from "../../ir/import/onnx/import-onnx.ts";
import { ModelProtoSchema } from "../../ir/import/onnx/schema/onnx_pb.ts";
import { runPipeline } from "../../passes/manager.ts";
import { pipelineOf, pipelines } from "../../passes/pipelines.ts";
import { prepareForQuantization } from "../../quant/prepare.ts";
import { quantizeGraph } from "../../quant/quantize-graph.ts";
import { onnxRuntime } from "../../train/executors/onnx-runtime.ts";
import { describeWithData } from "../support/data.ts";
import { minMaxScheme, type Widths } from "../support/min-max-scheme.ts";
import { randomFeeds } from "../support/onnx-runtime.ts";
import { importModel, trainedModels } from "../support/real-models.ts";

const quantized = async (file: string, widths: Widths): Promise<Graph> => {
  const model = trainedModels.find(candidate => candidate.file === file);
  if (model === undefined) throw new Error(`no model ${file}`);
  const graph = prepareForQuantization(runPipeline(importModel(model).graph, pipelines.default).graph);
  const samples = [randomFeeds(graph, 1, model.inputScale)];
  return quantizeGraph(graph, await minMaxScheme(graph, samples, widths, onnxRuntime()));
};

/** Results by their place, layers' names left out: what a file does not carry. */
const anonymous = (graph: Graph): Graph => {
  const kept = [...graph.inputs, ...graph.constants].map(({ id }) => id);
  const names = new Map(kept.map(id => [id, id]));
  for (const node of graph.nodes) for (const { id } of node.results) names.set(id, `r${names.size}`);
  const nameOf = (id: string): string => names.get(id) ?? id;
  return {
    ...graph,
    constants: [...graph.constants].sort((a, b) => (a.id < b.id ? -1 : 1)),
    nodes: graph.nodes.map(node => ({
      ...node,
      operands: node.operands.map(nameOf),
      results: node.results.map(({ id, type }) => ({ id: nameOf(id), type })),
      origins: [],
    })),
    outputs: graph.outputs.map(({ name, value }) => ({ name, value: nameOf(value) })),
  };
};

const bytesOf = (graph: Graph): Uint8Array => joined(exportOnnx(graph)).pieces[0] ?? new Uint8Array();

/** The passes that undo what ONNX has no word for: epilogues, and functions of several nodes. */
const fusing = pipelineOf([
  "recognize-activations",
  "fuse-residual-add",
  "fuse-activations",
  "fuse-residual-add",
  "fuse-activations",
  "remove-dead-nodes",
]);

describeWithData("a quantized network comes back from ONNX as it was", () => {
  test.each([
    ["mlperftiny_resnet8_cifar10_kj.onnx", { weights: 8, activations: 8 }],
    ["mlperftiny_resnet8_cifar10_kj.onnx", { weights: 4, activations: 4, signed: true }],
    ["mlperftiny_resnet8_cifar10_kj.onnx", { weights: 6, activations: 5 }],
    ["mlperftiny_resnet8_cifar10_kj.onnx", { weights: 1, activations: 12 }],
    ["mlperftiny_mbv1_025_vww_kj.onnx", { weights: 8, activations: 8 }],
    ["mnist_cntk.onnx", { weights: 2, activations: 4 }],
    ["superres_espcn_pytorch.onnx", { weights: 8, activations: 16 }],
    ["yunet_n_320.onnx", { weights: 8, activations: 8 }],
    ["ch_PP-OCRv4_det_infer.onnx", { weights: 8, activations: 8 }],
  ] satisfies [string, Widths][])("%s %j", async (file, widths) => {
    const graph = await quantized(file, widths);
    const again = runPipeline(importOnnx(bytesOf(graph)).graph, fusing).graph;
    expect(firstDifference(anonymous({ ...again, name: graph.name }), anonymous(graph))).toBeUndefined();
  });

  test("the same network gives the same bytes", async () => {
    const [first, second] = [
      await quantized("mnist_cntk.onnx", { weights: 4, activations: 8 }),
      await quantized("mnist_cntk.onnx", { weights: 4, activations: 8 }),
    ];
    expect(Buffer.from(bytesOf(first)).equals(Buffer.from(bytesOf(second)))).toBe(true);
  });

  test("weights are not copied into the file, and those of four bits lie two in a byte", async () => {
    const graph = await quantized("mnist_cntk.onnx", { weights: 4, activations: 8 });
    const weight = graph.constants.find(({ type }) => type.dtype === "int4" && type.dims.length > 1);
    const size = weight?.data?.length ?? 0;
    const proto = fromBinary(ModelProtoSchema, bytesOf(graph)).graph?.initializer.find(
      ({ name }) => name === weight?.id,
    );
    expect(proto?.dataType).toBe(22);
    expect(proto?.rawData.length).toBe(Math.ceil(size / 2));
    const wide = await quantized("mnist_cntk.onnx", { weights: 8, activations: 8 });
    const views = new Set(exportOnnx(wide).pieces.map(({ buffer }) => buffer));
    const codes = wide.constants.filter(({ type }) => type.dims.length > 1 && type.dtype === "int8");
    expect(codes.length).toBeGreaterThan(0);
    for (const { data } of codes) expect(views.has(data?.buffer ?? new ArrayBuffer(0))).toBe(true);
  });
});
