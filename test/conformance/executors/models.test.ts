/** Trained models of every format, as imported, on every executor: what the reference interpreter computes is what each gives. */
import { expect, test } from "vitest";
import { isInteger } from "../../../ir/dtype.ts";
import type { Graph, ValueId } from "../../../ir/graph.ts";
import { evaluate } from "../../../ir/interp/evaluate.ts";
import { runOnce, withOutputs } from "../../../train/executor.ts";
import { onnxRuntime } from "../../../train/executors/onnx-runtime.ts";
import { tensorflowJs } from "../../../train/executors/tensorflow-js.ts";
import { describeWithData } from "../../support/data.ts";
import { expectClose } from "../../support/expect-close.ts";
import { randomFeeds } from "../../support/onnx-runtime.ts";
import { importModel, tfjsModels, tfliteModels, trainedModels } from "../../support/real-models.ts";

/** Of the largest output: errors of float32 add up over the layers, in whatever order each engine adds. */
const tolerance = 1e-3;

/** What every engine rounds alike, so that codes made of it are the same codes. */
const roundedAlike =
  /^(add|sub|mul|div|clip|relu|max_pool2d|max|min|quantize|dequantize|requantize|conv2d_integer|matmul_integer)$/;
const moved = /^(reshape|transpose|concat|slice|pad|expand|tile|gather|depth_to_space|space_to_depth)$/;

/** Integers that no function or sum of reals went into. */
const exactIntegers = (graph: Graph): readonly ValueId[] => {
  const exact = new Set([...graph.inputs, ...graph.constants].map(({ id }) => id));
  const found: ValueId[] = [];
  for (const { op, operands, results } of graph.nodes) {
    if (!roundedAlike.test(op) && !moved.test(op)) continue;
    if (!operands.every(id => exact.has(id))) continue;
    for (const { id, type } of results) {
      exact.add(id);
      if (isInteger(type.dtype)) found.push(id);
    }
  }
  return found;
};

describeWithData("a trained model", () => {
  test.each([...trainedModels, ...tfliteModels, ...tfjsModels])("$file", async model => {
    const { graph } = importModel(model);
    const feeds = randomFeeds(graph, 1, model.inputScale);
    const integers = exactIntegers(graph);
    const seen = withOutputs(graph, [...new Set([...graph.outputs.map(({ value }) => value), ...integers])]);
    const expected = evaluate(seen, feeds);
    const notes: string[] = [];
    const tensorflow = await tensorflowJs({ backend: "wasm", tell: note => notes.push(note) });
    for (const executor of [onnxRuntime({ optimize: false }), tensorflow]) {
      const found = await runOnce(executor, seen, feeds);
      expectClose(found, expected, tolerance, id => (integers.includes(id) ? 0 : 1));
    }
    expect(notes).toEqual([]);
    // Else nothing of an integer network would be held to be equal.
    expect(integers.length > 0 || graph.nodes.every(({ op }) => op !== "conv2d_integer")).toBe(true);
  });
});
