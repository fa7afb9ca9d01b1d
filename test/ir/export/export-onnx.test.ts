import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exportOnnx } from "../../../ir/export/onnx/export-onnx.ts";
import { bitsOf, isFloat } from "../../../ir/dtype.ts";
import { joined } from "../../../ir/export/onnx/wire.ts";
import { carrierOf } from "../../../ir/export/onnx/carriers.ts";
import { type Graph, indexOf } from "../../../ir/graph.ts";
import { importOnnx } from "../../../ir/import/onnx/import-onnx.ts";
import { evaluate } from "../../../ir/interp/evaluate.ts";
import { type Tensor, type TensorType, tensorType } from "../../../ir/tensor.ts";
import { CompileError } from "../../../support/diagnostic.ts";
import { arbitraryGraph, randomFeeds } from "../../support/arbitrary-graph.ts";
import { expectOutputs } from "../../support/onnx-runtime.ts";
import { type RandomOp, randomOps } from "../../support/recipes/index.ts";

/** What the imported file computes, by the graph's own names. */
const importedOutputs = (graph: Graph, feeds: ReadonlyMap<string, Tensor>): ReadonlyMap<string, Tensor> | undefined => {
  let file;
  try {
    file = exportOnnx(graph);
  } catch (error) {
    if (error instanceof CompileError && error.diagnostics.every(({ code }) => code === "ONNX_UNWRITABLE"))
      return undefined;
    throw error;
  }
  const [bytes = new Uint8Array()] = joined(file).pieces;
  const again = importOnnx(bytes).graph;
  const given = new Map<string, Tensor>();
  for (const [i, { id }] of graph.inputs.entries()) {
    const feed = feeds.get(id);
    if (feed !== undefined) given.set(file.inputNames[i] ?? "", feed);
  }
  const outputs = evaluate(again, given);
  const { typeOf } = indexOf(graph);
  return new Map(
    graph.outputs.flatMap(({ name, value }, i) => {
      const output = outputs.get(file.outputNames[i] ?? "");
      const type = typeOf(value);
      if (output === undefined || type === undefined) return [];
      // A width that ONNX lacks comes back in the type that carries it.
      const isCarried = carrierOf(type.dtype) === output.type.dtype;
      return [[name, isCarried ? { ...output, type: { ...output.type, dtype: type.dtype } } : output] as const];
    }),
  );
};

/** Where ONNX takes several nodes for one of ours, each rounds, in half precision by much beside a result near 0. */
const toleranceFor = ({ nodes }: Graph): number =>
  nodes.some(({ op, results }) => op !== "cast" && results.some(({ type }) => isHalf(type))) ? 0.5 : 1e-5;

const isHalf = ({ dtype }: TensorType): boolean => isFloat(dtype) && bitsOf(dtype) === 16;

const expectReadBack = (op: RandomOp): void => {
  fc.assert(
    fc.property(arbitraryGraph({ ops: [op], mostNodes: 1 }), fc.nat(1000), (graph, seed) => {
      fc.pre(graph.outputs.length > 0);
      const feeds = randomFeeds(graph, seed);
      const found = importedOutputs(graph, feeds);
      fc.pre(found !== undefined);
      if (found !== undefined) expectOutputs(found, evaluate(graph, feeds), toleranceFor(graph));
    }),
    { numRuns: 40, seed: 1 },
  );
};

describe("an operator written as ONNX is read back to the same function", () => {
  test.each(randomOps)("%s", op => {
    expectReadBack(op);
  });
});

describe("a file", () => {
  test("of more than 2 GiB is refused, before anything is written", () => {
    const type = tensorType("f32", [2 ** 29 + 1]);
    // Its data is never looked at.
    const graph: Graph = {
      name: "large",
      inputs: [],
      constants: [{ id: "w", type, data: new Float32Array(0) }],
      nodes: [],
      outputs: [{ name: "y", value: "w" }],
    };
    expect(() => exportOnnx(graph)).toThrow("error[ONNX_FILE_TOO_LARGE]: network large takes 2.0 GiB");
  });

  test("names every weight without a value and every node that cannot be written", () => {
    const type = tensorType("int6", [1]);
    const graph: Graph = {
      name: "net",
      inputs: [{ id: "x", type }],
      constants: [{ id: "w", type, data: undefined }],
      nodes: [{ op: "add", operands: ["x", "w"], attributes: {}, results: [{ id: "0", type }], origins: ["Add_1"] }],
      outputs: [{ name: "y", value: "0" }],
    };
    expect(() => exportOnnx(graph)).toThrow("UNKNOWN");
    expect(() => exportOnnx(graph)).toThrow(
      "(Add_1): error[ONNX_UNWRITABLE]: add cannot be written in ONNX: it computes in int6",
    );
  });
});
