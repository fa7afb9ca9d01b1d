/**
 * Two executions of every quantized network must agree: exact integers in the reference interpreter, and floating point between
 * QuantizeLinear and DequantizeLinear in ONNX Runtime. They share neither a kernel nor a number format.
 */
import { expect, test } from "vitest";
import { type Graph, indexOf, type Node, resultOf, type Value, type ValueId } from "../../ir/graph.ts";
import type { Tensor } from "../../ir/tensor.ts";
import { runPipeline } from "../../passes/manager.ts";
import { pipelines } from "../../passes/pipelines.ts";
import { alignScales } from "../support/align-scales.ts";
import { codesBehind } from "../../quant/integer/codes.ts";
import { integerGraph } from "../../quant/integer/integer-graph.ts";
import { prepareForQuantization } from "../../quant/prepare.ts";
import { quantizeGraph } from "../../quant/quantize-graph.ts";
import { runOnce, withOutputs } from "../../train/executor.ts";
import { interpreter } from "../../train/executors/interpreter.ts";
import { onnxRuntime } from "../../train/executors/onnx-runtime.ts";
import { describeWithData } from "../support/data.ts";
import { minMaxScheme } from "../support/min-max-scheme.ts";
import { randomFeeds } from "../support/onnx-runtime.ts";
import { importModel, type RealModel, trainedModels } from "../support/real-models.ts";

/** Its integer kernels, as in its users' sessions. */
const runtime = onnxRuntime({ integerKernels: true });
/** Every node as it stands: what the runtime fuses it rounds elsewhere. */
const plainRuntime = onnxRuntime({ optimize: false });

/** YuNet at a quarter of its pixels: every layer runs, and the interpreter takes a second for it. */
const models: readonly RealModel[] = trainedModels.map(model =>
  model.file === "yunet_n_320.onnx" ? { ...model, inputDims: [1, 3, 160, 160] } : model,
);

/** How many outputs lie so many codes apart. */
const distances = (
  graph: Graph,
  found: ReadonlyMap<string, Tensor>,
  expected: ReadonlyMap<string, Tensor>,
): ReadonlyMap<number, number> => {
  const counts = new Map<number, number>();
  for (const { name, value } of graph.outputs) {
    const [scale = 1] = codesBehind(graph, value)?.scales ?? [];
    const [left, right] = [found.get(name)?.data ?? [], expected.get(name)?.data ?? []];
    for (const [i, real] of left.entries()) {
      const distance = Math.round(Math.abs(real - (right[i] ?? NaN)) / scale);
      counts.set(distance, (counts.get(distance) ?? 0) + 1);
    }
  }
  return counts;
};

/** Every activation that has codes. */
const activationsOf = (graph: Graph): readonly ValueId[] =>
  graph.nodes.flatMap(({ op, operands, results: [result] }) =>
    op === "dequantize" && indexOf(graph).producerOf(operands[0] ?? "")?.op === "quantize" && result !== undefined
      ? [result.id]
      : [],
  );

/** The graph with every reader of an activation reading an input in its place, with the codes of what is fed there. */
const cutApart = (graph: Graph, activations: readonly ValueId[]) => {
  const { producerOf, typeOf } = indexOf(graph);
  const replaced = new Map<ValueId, ValueId>();
  const inputs: Value[] = [];
  const nodes = graph.nodes.flatMap((node): Node[] => {
    const placed = { ...node, operands: node.operands.map(id => replaced.get(id) ?? id) };
    const { id, type } = resultOf(node);
    const quantize = producerOf(node.operands[0] ?? "");
    if (!activations.includes(id) || quantize === undefined) return [placed];
    const [given, codes, again] = [`${id}.given`, `${id}.given.codes`, `${id}.again`];
    const codeType = typeOf(node.operands[0] ?? "") ?? type;
    inputs.push({ id: given, type });
    replaced.set(id, again);
    return [
      placed,
      { ...quantize, operands: [given, ...quantize.operands.slice(1)], results: [{ id: codes, type: codeType }] },
      { ...node, operands: [codes, ...node.operands.slice(1)], results: [{ id: again, type }] },
    ];
  });
  const outputs = activations.map(value => ({ name: value, value }));
  return {
    graph: { ...graph, inputs: [...graph.inputs, ...inputs], nodes, outputs },
    feeds: (reals: ReadonlyMap<string, Tensor>) =>
      [...reals].map(([id, tensor]): [ValueId, Tensor] => [`${id}.given`, tensor]),
  };
};

const made = new Map<string, Promise<Graph>>();

/** Made once: several tests run it. */
const quantizedModel = (model: RealModel): Promise<Graph> => {
  const known = made.get(model.file) ?? quantizedAnew(model);
  made.set(model.file, known);
  return known;
};

const quantizedAnew = async (model: RealModel): Promise<Graph> => {
  const graph = prepareForQuantization(runPipeline(importModel(model).graph, pipelines.default).graph);
  const samples = [1, 2, 3].map(seed => randomFeeds(graph, seed, model.inputScale));
  return quantizeGraph(graph, await minMaxScheme(graph, samples, { weights: 8, activations: 8 }, plainRuntime));
};

/** Of all places, the share of those that lie at most one code apart. */
const shareWithinOne = (counts: ReadonlyMap<number, number>): number => {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return ((counts.get(0) ?? 0) + (counts.get(1) ?? 0)) / total;
};

describeWithData(
  "W8A8: integers in the interpreter and ONNX Runtime agree to one code on 99.9 %, and never differ by more than two",
  () => {
    test.each(models)("$file", async model => {
      const quantized = await quantizedModel(model);
      const feeds = randomFeeds(quantized, 9, model.inputScale);
      const integers = await runOnce(interpreter, integerGraph(quantized), feeds);
      const counts = distances(quantized, integers, await runOnce(runtime, quantized, feeds));
      expect(shareWithinOne(counts)).toBeGreaterThanOrEqual(0.999);
      expect(Math.max(...counts.keys())).toBeLessThanOrEqual(2);
    });
  },
);

describeWithData("W8A8: given the same codes, no operator of either execution differs by more than one code", () => {
  test.each(models)("$file", async model => {
    const quantized = await quantizedModel(model);
    const reals = activationsOf(quantized);
    const feeds = randomFeeds(quantized, 9, model.inputScale);
    const given = await runOnce(plainRuntime, withOutputs(quantized, reals), feeds);
    const apart = cutApart(quantized, reals);
    const found = await runOnce(interpreter, integerGraph(apart.graph), new Map([...feeds, ...apart.feeds(given)]));
    const counts = distances(withOutputs(quantized, reals), found, given);
    expect(Math.max(...counts.keys())).toBeLessThanOrEqual(1);
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    expect((counts.get(0) ?? 0) / total).toBeGreaterThanOrEqual(0.999);
  });
});

describeWithData("any width runs in ONNX Runtime, and agrees", () => {
  test.each([
    [8, 8, true],
    [4, 8, false],
    [8, 4, true],
    [6, 6, false],
    [2, 3, true],
    [1, 8, false],
    [5, 12, false],
    [3, 16, true],
  ])("weights of %d bits, activations of %d, signed %s", async (weights, activations, signed) => {
    const model = trainedModels.find(({ file }) => file === "mlperftiny_resnet8_cifar10_kj.onnx");
    if (model === undefined) throw new Error("the model has another name");
    const graph = runPipeline(importModel(model).graph, pipelines.default).graph;
    const samples = [1, 2].map(seed => randomFeeds(graph, seed));
    const scheme = await minMaxScheme(graph, samples, { weights, activations, signed }, plainRuntime);
    const quantized = quantizeGraph(graph, alignScales(graph, scheme));
    const feeds = randomFeeds(graph, 9);
    const integers = await runOnce(interpreter, integerGraph(quantized), feeds);
    const counts = distances(quantized, integers, await runOnce(plainRuntime, quantized, feeds));
    // Of sixteen bits a code is less than what binary32 keeps of a sum.
    expect(Math.max(...counts.keys())).toBeLessThanOrEqual(activations > 8 ? 64 : 2);
    const optimized = await runOnce(onnxRuntime(), quantized, feeds);
    expect([...optimized.keys()]).toEqual(graph.outputs.map(({ name }) => name));
  });
});
