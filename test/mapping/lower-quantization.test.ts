/** Quantization beside contractions: what is done on the way in and out, and what is a layer of its own. */
import { describe, expect, test } from "vitest";
import type { Graph } from "../../ir/graph.ts";
import { tensor, tensorType } from "../../ir/tensor.ts";
import { lowerNode } from "../../mapping/lower/index.ts";
import { build, contractionsOf, convolution, lowerLast, precision } from "../support/lowered.ts";

describe("quantization beside a contraction takes no trip to memory", () => {
  const integer = (readers: number): Graph =>
    build(builder => {
      const zero = builder.constant("zero", tensor("int8", [], [0]));
      const image = builder.input("image", tensorType("int8", [1, 4, 6, 6]));
      const weight = builder.unknownConstant("weight", tensorType("int8", [8, 4, 3, 3]));
      const multiplier = builder.constant("multiplier", tensor("f32", [8], Array(8).fill(0.5)));
      const sums = builder.node("conv2d_integer", [image, weight, zero, zero], convolution);
      const codes = builder.node("requantize", [sums, multiplier, zero], { axis: 1, dtype: "int8" });
      if (readers > 1) builder.output("sums", sums);
      return codes;
    });

  /* Four operations on each accumulator, and 8 multipliers and a zero point of a byte each to read; a byte goes out. */
  test("codes leave a convolution of integers, not accumulators", () => {
    const graph = integer(1);
    const [contraction] = contractionsOf(lowerNode(graph, graph.nodes[0]!, precision));
    expect(contraction).toMatchObject({
      bits: { weights: 8, inputs: 8, outputs: 8, partialSums: 32 },
      epilogue: {
        operationsPerOutput: 2,
        operands: [
          { elements: 8, bits: 8 },
          { elements: 1, bits: 8 },
        ],
      },
    });
    expect(lowerLast(graph)).toEqual({ workloads: [], reads: [], free: "done on the way out of the layer before" });
  });

  test("accumulators that somebody else reads do leave", () => {
    const graph = integer(2);
    expect(contractionsOf(lowerNode(graph, graph.nodes[0]!, precision))[0]!.bits.outputs).toBe(32);
    expect(lowerLast(graph).workloads).toHaveLength(1);
  });

  const bounded = (alsoRead: boolean): Graph =>
    build(builder => {
      const zero = builder.constant("zero", tensor("int8", [], [0]));
      const image = builder.input("image", tensorType("int8", [1, 4, 6, 6]));
      const weight = builder.unknownConstant("weight", tensorType("int8", [8, 4, 3, 3]));
      const multiplier = builder.constant("multiplier", tensor("f32", [8], Array(8).fill(0.5)));
      const sums = builder.node("conv2d_integer", [image, weight, zero, zero], convolution);
      const codes = builder.node("requantize", [sums, multiplier, zero], { axis: 1, dtype: "int8" });
      if (alsoRead) builder.output("codes", codes);
      return builder.node("clip", [codes], { min: 0, max: 100 });
    });

  /* Multiplication, addition and two comparisons for each output; no operand of the bounds to read. */
  test("bounds on codes are a step of the same way out", () => {
    const graph = bounded(false);
    const [contraction] = contractionsOf(lowerNode(graph, graph.nodes[0]!, precision));
    expect(contraction).toMatchObject({ bits: { outputs: 8 }, epilogue: { operationsPerOutput: 2 + 2 } });
    expect(contraction!.epilogue.operands).toHaveLength(2);
    expect(lowerLast(graph)).toEqual({ workloads: [], reads: [], free: "done on the way out of the layer before" });
  });

  test("bounds on codes that somebody else reads too are a layer of their own", () => {
    const graph = bounded(true);
    const [contraction] = contractionsOf(lowerNode(graph, graph.nodes[0]!, precision));
    expect(contraction!.epilogue.operationsPerOutput).toBe(2);
    expect(lowerLast(graph).workloads).toMatchObject([{ kind: "vector", operation: "clip" }]);
  });

  /** A residual [1, 8, 6, 6] of int4 codes beside a convolution. */
  const residual = (also: "nobody" | "the vector unit" | "the bias"): Graph =>
    build(builder => {
      const scale = builder.constant("scale", tensor("f32", [], [0.5]));
      const zero = builder.constant("zero", tensor("int4", [], [0]));
      const image = builder.input("image", tensorType("f32", [1, 4, 6, 6]));
      const weight = builder.unknownConstant("weight", tensorType("f32", [8, 4, 3, 3]));
      const dims = also === "the bias" ? [8] : [1, 8, 6, 6];
      const codes = builder.input("codes", tensorType("int4", dims));
      const reals = builder.node("dequantize", [codes, scale, zero], { axis: 0 });
      if (also === "the vector unit") builder.output("relu", builder.node("relu", [reals], {}));
      return also === "the bias"
        ? builder.node("conv2d", [image, weight, reals], convolution)
        : builder.node("conv2d", [image, weight, reals], { ...convolution, epilogue: ["add"] });
    });

  /* The sum, and subtraction and multiplication of each code; 288 codes of 4 bits to read, a scale and a zero point. */
  test("a residual of codes is read and dequantized on the way out", () => {
    const graph = residual("nobody");
    expect(lowerNode(graph, graph.nodes[0]!, precision)).toEqual({
      workloads: [],
      reads: [],
      free: "done on the way out of the layers that read its codes",
    });
    const lowered = lowerLast(graph);
    expect(contractionsOf(lowered)[0]!.epilogue).toEqual({
      operationsPerOutput: 1 + 2,
      operands: [
        { elements: 288, bits: 4 },
        { elements: 1, bits: 8 },
        { elements: 1, bits: 4 },
      ],
    });
    expect(lowered.reads[0]).toEqual([
      { source: 0, role: "inputs" },
      { source: 1, role: "weights" },
      { source: 2, role: "epilogue" },
      { source: "constant", role: "epilogue" },
      { source: "constant", role: "epilogue" },
    ]);
  });

  test.each(["the vector unit", "the bias"] as const)("reals that %s reads are made", also => {
    const graph = residual(also);
    expect(lowerNode(graph, graph.nodes[0]!, precision).workloads).toHaveLength(1);
  });

  const dequantized = (alsoRead: boolean): Graph =>
    build(builder => {
      const scale = builder.constant("scale", tensor("f32", [], [0.5]));
      const zero = builder.constant("zero", tensor("int4", [], [0]));
      const codes = builder.input("codes", tensorType("int4", [1, 4, 6, 6]));
      const weight = builder.unknownConstant("weight", tensorType("f32", [8, 4, 3, 3]));
      const image = builder.node("dequantize", [codes, scale, zero], { axis: 1 });
      if (alsoRead) builder.output("image", builder.node("relu", [image], {}));
      return builder.node("conv2d", [image, weight], convolution);
    });
  test("a convolution reads the codes behind a dequantization", () => {
    const graph = dequantized(false);
    expect(lowerNode(graph, graph.nodes[0]!, precision).free).toBe("the MACs take its codes as they are");
    expect(contractionsOf(lowerLast(graph))[0]!.bits.inputs).toBe(4);
  });
  test("reals that the vector unit reads too are made", () => {
    const graph = dequantized(true);
    expect(lowerNode(graph, graph.nodes[0]!, precision).workloads).toHaveLength(1);
    expect(contractionsOf(lowerLast(graph))[0]!.bits.inputs).toBe(8);
  });
});
