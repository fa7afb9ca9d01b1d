/** Generated graphs of several operators on every executor, and what an executor owes its callers beside numbers. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { graphBuilder } from "../../../ir/builder.ts";
import { evaluate } from "../../../ir/interp/evaluate.ts";
import { tensor, tensorType } from "../../../ir/tensor.ts";
import { CompileError } from "../../../support/diagnostic.ts";
import { type Executor, runOnce } from "../../../train/executor.ts";
import { onnxRuntime } from "../../../train/executors/onnx-runtime.ts";
import { openTensorflow } from "../../../train/executors/tensorflow/library.ts";
import { tensorflowJs } from "../../../train/executors/tensorflow-js.ts";
import { arbitraryGraph, randomFeeds } from "../../support/arbitrary-graph.ts";
import { expectClose } from "../../support/expect-close.ts";
import type { RandomOp } from "../../support/recipes/index.ts";

/** Smooth, so that a rounding on the way stays small: no steps, no poles, nothing that grows. */
const smooth: readonly RandomOp[] = [
  "add",
  "average_pool2d",
  "clip",
  "concat",
  "conv2d",
  "expand",
  "gelu",
  "hard_swish",
  "leaky_relu",
  "matmul",
  "max",
  "max_pool2d",
  "min",
  "mul",
  "neg",
  "pad",
  "reduce_max",
  "reduce_mean",
  "relu",
  "reshape",
  "sigmoid",
  "slice",
  "softmax",
  "sub",
  "tanh",
  "tile",
  "transpose",
  "where",
];

const isRefused = (error: unknown): boolean =>
  error instanceof CompileError &&
  error.diagnostics.every(({ code }) => code === "ONNX_UNWRITABLE" || code === "RUNTIME_REFUSES");

const executors: readonly (readonly [string, () => Promise<Executor>])[] = [
  ["ONNX Runtime", () => Promise.resolve(onnxRuntime({ optimize: false }))],
  ["TensorFlow.js in wasm", () => tensorflowJs({ backend: "wasm" })],
  ["TensorFlow.js in cpu", () => tensorflowJs({ backend: "cpu" })],
];

describe.each(executors)("%s", (_, open) => {
  test("computes generated graphs as the interpreter does", async () => {
    const executor = await open();
    let agreed = 0;
    await fc.assert(
      fc.asyncProperty(arbitraryGraph({ ops: smooth, mostNodes: 10 }), fc.nat(1000), async (graph, seed) => {
        const feeds = randomFeeds(graph, seed);
        try {
          // Half precisions, which some graphs compute in, have 8 bits.
          const halves = graph.nodes.some(({ results }) => results.some(({ type }) => /^b?f16$/.test(type.dtype)));
          expectClose(await runOnce(executor, graph, feeds), evaluate(graph, feeds), halves ? 0.05 : 1e-3);
          agreed += 1;
        } catch (error) {
          if (!isRefused(error)) throw error;
        }
      }),
      { numRuns: 150, seed: 2 },
    );
    expect(agreed).toBeGreaterThan(20);
  });

  test("rejects a missing feed", async () => {
    const builder = graphBuilder("net");
    builder.output("y", builder.node("neg", [builder.input("x", tensorType("f32", [1]))], {}));
    await expect(runOnce(await open(), builder.build(), new Map())).rejects.toThrow(CompileError);
  });

  test("refuses a weight whose value is unknown, before anything runs", async () => {
    const builder = graphBuilder("net");
    const weight = builder.unknownConstant("w", tensorType("f32", [1]));
    builder.output("y", builder.node("add", [builder.input("x", tensorType("f32", [1])), weight], {}, ["layer"]));
    const executor = await open();
    await expect(executor.prepare(builder.build())).rejects.toThrow(CompileError);
  });
});

describe("TensorFlow.js", () => {
  const convolution = () => {
    const builder = graphBuilder("net");
    const x = builder.input("x", tensorType("f32", [1, 2, 5, 5]));
    const weight = builder.constant(
      "w",
      tensor(
        "f32",
        [3, 2, 3, 3],
        Array.from({ length: 54 }, (_, i) => Math.sin(i)),
      ),
    );
    const y = builder.node("conv2d", [x, weight], { strides: [1, 1], pads: [1, 1, 1, 1], group: 1 });
    builder.output("y", builder.node("round", [y], {}));
    builder.output("x again", x);
    return builder.build();
  };

  test.each(["wasm", "cpu"] as const)(
    "holds nothing in %s after a run but its weights, and nothing once released",
    async backend => {
      const graph = convolution();
      const { tf } = await openTensorflow(backend);
      const executor = await tensorflowJs({ backend });
      const before = tf.memory().numTensors;
      const prepared = await executor.prepare(graph);
      await prepared.run(randomFeeds(graph, 1));
      const kept = tf.memory().numTensors;
      for (let seed = 2; seed < 5; seed++) await prepared.run(randomFeeds(graph, seed));
      expect(tf.memory().numTensors).toBe(kept);
      await prepared.release();
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  test("tells once what runs in the interpreter, by operator and layer, and runs it", async () => {
    const builder = graphBuilder("net");
    const x = builder.input("x", tensorType("int32", [2]));
    const shifted = builder.node("mul", [x, x], {}, ["square"]);
    builder.output("y", builder.node("mul", [shifted, x], {}, ["cube"]));
    const notes: string[] = [];
    const executor = await tensorflowJs({ backend: "cpu", tell: note => notes.push(note) });
    const feeds = new Map([["x", tensor("int32", [2], [3, 70_000])]]);
    for (let i = 0; i < 2; i++) {
      const outputs = await runOnce(executor, builder.build(), feeds);
      // 70,000³ wraps around.
      expect([...(outputs.get("y")?.data ?? [])]).toEqual([27, Number(BigInt.asIntN(32, 70_000n ** 3n))]);
    }
    expect(notes).toEqual(["mul runs in the reference interpreter: it computes in int32 (square, cube)"]);
  });

  test("leaves integers beyond 32 bits to the interpreter when they come", async () => {
    const builder = graphBuilder("net");
    builder.output(
      "y",
      builder.node("reshape", [builder.input("x", tensorType("int64", [2]))], { shape: [1, 2] }, ["r"]),
    );
    const notes: string[] = [];
    const executor = await tensorflowJs({ backend: "cpu", tell: note => notes.push(note) });
    const outputs = await runOnce(executor, builder.build(), new Map([["x", tensor("int64", [2], [1, 2 ** 40])]]));
    expect([...(outputs.get("y")?.data ?? [])]).toEqual([1, 2 ** 40]);
    expect(notes).toEqual(["reshape at r runs in the reference interpreter: an element is too large for 32 bits"]);
  });

  test("an index out of range is the network's fault, by name", async () => {
    const builder = graphBuilder("net");
    const indices = builder.constant("i", tensor("int64", [1], [7]));
    builder.output("y", builder.node("gather", [builder.input("x", tensorType("f32", [3])), indices], { axis: 0 }));
    const executor = await tensorflowJs({ backend: "wasm" });
    const run = runOnce(executor, builder.build(), new Map([["x", tensor("f32", [3], [1, 2, 3])]]));
    await expect(run).rejects.toThrow("RUN_INDEX_RANGE");
  });
});
