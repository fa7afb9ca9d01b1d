/** Two layers: a 1×1 convolution of one channel to four over 2×2 pixels, then a relu. And what an importer would tell. */
import type { SourceNetwork } from "../../explore/assembled-network.ts";
import type { CompileRequest } from "../../explore/compile.ts";
import type { Limit } from "../../explore/limits.ts";
import { graphBuilder } from "../../ir/builder.ts";
import type { Graph } from "../../ir/graph.ts";
import { tensor, tensorType } from "../../ir/tensor.ts";
import { tinyMachine, tinyMapper } from "./tiny-machine.ts";

export const tinyGraph = (filters = 4): Graph => {
  const build = graphBuilder("tiny");
  const image = build.input("image", tensorType("f32", [1, 1, 2, 2]));
  const weights = build.constant("filters", tensor("f32", [filters, 1, 1, 1], Array(filters).fill(1)));
  const sums = build.node("conv2d", [image, weights], { strides: [1, 1], pads: [0, 0, 0, 0], group: 1 }, ["Conv_0"]);
  const positive = build.node("relu", [sums], {}, ["Relu_1"]);
  const flat = build.node("reshape", [positive], { shape: [1, filters * 4] }, ["Flatten_2"]);
  build.output("flat", flat);
  return build.build();
};

export const tinyNetwork = (graph: Graph): SourceNetwork => ({
  name: "tiny",
  source: "models/tiny.onnx",
  sha256: "00ff",
  model: {
    sourceNodes: [
      { name: "Shape_9", opType: "Shape" },
      { name: "Conv_0", opType: "Conv" },
      { name: "Identity_3", opType: "Identity" },
      { name: "Relu_1", opType: "Relu" },
      { name: "Flatten_2", opType: "Flatten" },
    ],
    boundSymbols: [{ symbol: "batch", value: 1 }],
    warnings: [{ code: "ONNX_EXAMPLE", severity: "warning", message: "an example of a warning" }],
    eliminated: new Map([["Identity_3", "passes its operand on"]]),
    unsupported: [],
  },
  optimized: {
    graph,
    statistics: ["fold-constants", "idle", "canonicalize", "fold-constants"].map(pass => ({
      pass,
      changed: pass !== "idle",
      nodesBefore: 5,
      nodesAfter: 3,
      milliseconds: 0,
    })),
    gone: [{ origin: "Shape_9", pass: "fold-constants", why: "evaluated at compile time" }],
  },
});

export const tinyRequest = (limits: readonly Limit[] = [], graph: Graph = tinyGraph()): CompileRequest => ({
  design: "tiny on tiny-4",
  network: tinyNetwork(graph),
  machine: tinyMachine,
  mapper: tinyMapper,
  limits,
  provenance: { version: "0.1.0", seed: 0, command: "mortise compile models/tiny.onnx", specSha256: null },
});
