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

/**
 * A function that stands between a convolution's sums and their codes is computed in binary32 by both, in other orders: near ties fall
 * the other way at one place in 100 000, and sixty layers with a softmax at their end make more of it: up to 18 codes, at 7 of 53 000 places.
 */
const amplifying: ReadonlySet<string> = new Set(["ch_PP-OCRv4_rec_infer.onnx"]);

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

const quantizedModel = async (model: RealModel): Promise<Graph> => {
  const graph = prepareForQuantization(runPipeline(importModel(model).graph, pipelines.default).graph);
  const samples = [1, 2, 3].map(seed => randomFeeds(graph, seed, model.inputScale));
  return quantizeGraph(graph, await minMaxScheme(graph, samples, { weights: 8, activations: 8 }, plainRuntime));
};

/** Of all places, the share of those that lie so many codes apart. */
const shareOf = (counts: ReadonlyMap<number, number>, counted: (distance: number) => boolean): number => {
  const sum = (entries: readonly (readonly [number, number])[]): number =>
    entries.reduce((total, [, count]) => total + count, 0);
  const all = [...counts];
  return sum(all.filter(([distance]) => counted(distance))) / sum(all);
};

const shareWithinOne = (counts: ReadonlyMap<number, number>): number => shareOf(counts, distance => distance <= 1);

const shareBeyondTwo = (counts: ReadonlyMap<number, number>): number => shareOf(counts, distance => distance > 2);

describeWithData(
  "W8A8: integers in the interpreter and ONNX Runtime agree to one code on 99.9 %, and differ by more than two nowhere but in one network",
  () => {
    test.each(trainedModels)("$file", async model => {
      const quantized = await quantizedModel(model);
      for (const seed of [9, 10]) {
        const feeds = randomFeeds(quantized, seed, model.inputScale);
        const integers = await runOnce(interpreter, integerGraph(quantized), feeds);
        const counts = distances(quantized, integers, await runOnce(runtime, quantized, feeds));
        expect(shareWithinOne(counts)).toBeGreaterThanOrEqual(0.999);
        const isAmplifying = amplifying.has(model.file);
        expect(Math.max(...counts.keys())).toBeLessThanOrEqual(isAmplifying ? 64 : 2);
        expect(shareBeyondTwo(counts)).toBeLessThanOrEqual(isAmplifying ? 1 / 2000 : 0);
      }
    });
  },
);

describeWithData("W8A8: given the same codes, no operator of either execution differs by more than one code", () => {
  test.each(trainedModels)("$file", async model => {
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
