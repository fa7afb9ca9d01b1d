/** Every operator, in random forms, on every executor against the reference interpreter: reals to a tolerance, integers and bools exactly. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isFloat } from "../../../ir/dtype.ts";
import { evaluate } from "../../../ir/interp/evaluate.ts";
import type { Graph } from "../../../ir/graph.ts";
import { CompileError } from "../../../support/diagnostic.ts";
import { runOnce } from "../../../train/executor.ts";
import { onnxRuntime } from "../../../train/executors/onnx-runtime.ts";
import { planNodes } from "../../../train/executors/tensorflow/plan-nodes.ts";
import { translations } from "../../../train/executors/tensorflow/translations/index.ts";
import { tensorflowJs } from "../../../train/executors/tensorflow-js.ts";
import { arbitraryGraph, randomFeeds } from "../../support/arbitrary-graph.ts";
import { expectClose } from "../../support/expect-close.ts";
import { randomOps } from "../../support/recipes/index.ts";

/** Of reals, as a part of the largest magnitude: float32 arithmetic, and polynomials for functions. */
const tolerance = 1e-4;
const runs = { numRuns: 50, seed: 1 };

describe.each(["wasm", "cpu"] as const)("TensorFlow.js in %s", backend => {
  test.each(randomOps)("%s", async op => {
    const executor = await tensorflowJs({ backend });
    let onDevice = 0;
    await fc.assert(
      fc.asyncProperty(arbitraryGraph({ ops: [op], mostNodes: 2 }), fc.nat(1000), async (graph, seed) => {
        const feeds = randomFeeds(graph, seed);
        expectClose(await runOnce(executor, graph, feeds), evaluate(graph, feeds), tolerance);
        onDevice += planNodes(graph).filter(({ translation }) => translation !== undefined).length;
      }),
      runs,
    );
    // Else the interpreter would only be compared with itself.
    expect(onDevice > 0).toBe(!("left" in translations[op]));
  });
});

/** What ONNX can't express, or ONNX Runtime has no kernel for, is no matter of agreement. */
const isRefused = (error: unknown): boolean =>
  error instanceof CompileError &&
  error.diagnostics.every(({ code }) => code === "ONNX_UNWRITABLE" || code === "RUNTIME_REFUSES");

/** ONNX leaves open what integer powers give beyond their range, and in which order an unsorted `top_k` comes. */
const isOpen = ({ nodes, inputs, constants }: Graph): boolean =>
  nodes.some(({ op, attributes }) => op === "top_k" && attributes["sorted"] === false) ||
  (nodes.some(({ op }) => op === "pow") && [...inputs, ...constants].some(({ type }) => !isFloat(type.dtype)));

const inRuntime = async (graph: Graph, feeds: ReturnType<typeof randomFeeds>) => {
  if (isOpen(graph)) return undefined;
  try {
    return await runOnce(onnxRuntime({ optimize: false }), graph, feeds);
  } catch (error) {
    if (isRefused(error)) return undefined;
    throw error;
  }
};

describe("ONNX Runtime", () => {
  test.each(randomOps)("%s", async op => {
    let agreed = 0;
    await fc.assert(
      fc.asyncProperty(arbitraryGraph({ ops: [op], mostNodes: 1 }), fc.nat(1000), async (graph, seed) => {
        const feeds = randomFeeds(graph, seed);
        const found = await inRuntime(graph, feeds);
        if (found === undefined) return;
        expectClose(found, evaluate(graph, feeds), tolerance);
        agreed += graph.nodes.length;
      }),
      runs,
    );
    expect(agreed).toBeGreaterThan(0);
  });
});
