import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Graph, Value } from "../../ir/graph.ts";
import { opDef } from "../../ir/ops/index.ts";
import { tensor, tensorType } from "../../ir/tensor.ts";
import type { Lowered, Read } from "../../mapping/lower/lowering.ts";
import { lowerNode } from "../../mapping/lower/index.ts";
import { arbitraryGraph } from "../support/arbitrary-graph.ts";
import { type Contraction, macsOf, type Workload } from "../../mapping/workload.ts";
import { build, contractionsOf, convolution, lowerLast, precision } from "../support/lowered.ts";

describe("a convolution", () => {
  test("keeps its loops, and its bias and residual sum are epilogue operands", () => {
    const graph = build(builder => {
      const image = builder.input("image", tensorType("f32", [1, 16, 8, 6]));
      const weight = builder.unknownConstant("weight", tensorType("f32", [32, 16, 3, 3]));
      const bias = builder.unknownConstant("bias", tensorType("f32", [32]));
      const residual = builder.input("residual", tensorType("f32", [1, 32, 8, 6]));
      return builder.node("conv2d", [image, weight, bias, residual], { ...convolution, epilogue: ["add", "relu"] });
    });
    expect(lowerLast(graph).workloads).toEqual([
      {
        kind: "contraction",
        bounds: { G: 1, N: 1, K: 32, C: 16, P: 8, Q: 6, R: 3, S: 3 },
        strides: [1, 1],
        dilations: [1, 1],
        bits: { weights: 8, inputs: 8, outputs: 8, partialSums: 32 },
        epilogue: {
          operationsPerOutput: 2,
          operands: [
            { elements: 32, bits: 32 },
            { elements: 32 * 8 * 6, bits: 8 },
          ],
        },
      },
    ]);
  });

  test("depthwise: channels become groups", () => {
    const graph = build(builder => {
      const image = builder.input("image", tensorType("f32", [2, 12, 9, 9]));
      const weight = builder.unknownConstant("weight", tensorType("f32", [24, 1, 3, 3]));
      return builder.node("conv2d", [image, weight], { strides: [2, 2], pads: [1, 1, 1, 1], group: 12 });
    });
    const [contraction] = contractionsOf(lowerLast(graph));
    expect(contraction!.bounds).toEqual({ G: 12, N: 2, K: 2, C: 1, P: 5, Q: 5, R: 3, S: 3 });
  });
});

const transposedBy = (stride: number): Lowered =>
  lowerLast(
    build(builder => {
      const image = builder.input("image", tensorType("f32", [1, 4, 5, 5]));
      const weight = builder.unknownConstant("weight", tensorType("f32", [4, 6, 2, 2]));
      return builder.node("conv_transpose2d", [image, weight], {
        strides: [stride, stride],
        pads: [0, 0, 0, 0],
        group: 1,
      });
    }),
  );

describe("a transposed convolution", () => {
  test("is a product over the input positions and a scatter that adds", () => {
    const [product, scatter] = transposedBy(1).workloads;
    expect(product).toMatchObject({ bounds: { G: 1, N: 1, K: 24, C: 4, P: 5, Q: 5, R: 1, S: 1 } });
    expect(product).toMatchObject({ bits: { outputs: 32 } });
    // 600 products fall on 6 × 6 × 6 outputs.
    expect(scatter).toMatchObject({ inputElements: 600, outputElements: 216, operations: 384, inputBits: 600 * 32 });
  });

  test("only moves where filters do not overlap", () => {
    const [product, scatter] = transposedBy(2).workloads;
    expect(product).toMatchObject({ bits: { outputs: 8 } });
    expect(scatter).toMatchObject({ inputElements: 600, outputElements: 600, operations: 0 });
  });
});

const productOf = (left: number[], right: number[], constant?: "left" | "right"): Contraction =>
  contractionsOf(
    lowerLast(
      build(builder => {
        const make = (name: "left" | "right", dims: number[]): Value =>
          name === constant
            ? builder.unknownConstant(name, tensorType("f32", dims))
            : builder.input(name, tensorType("f32", dims));
        return builder.node("matmul", [make("left", left), make("right", right)], {});
      }),
    ),
  )[0]!;

describe("a matrix product", () => {
  test("has its rows in P, columns in K, depth in C", () => {
    expect(productOf([5, 3], [3, 7], "right").bounds).toEqual({ G: 1, N: 1, K: 7, C: 3, P: 5, Q: 1, R: 1, S: 1 });
  });
  test("shares constant weights over the batch", () => {
    expect(productOf([2, 4, 5, 3], [3, 7], "right").bounds).toMatchObject({ G: 1, N: 8, P: 5, K: 7 });
  });
  test("gives each pair of a batch its own weights", () => {
    expect(productOf([2, 4, 5, 3], [2, 4, 3, 7]).bounds).toMatchObject({ G: 8, N: 1, P: 5, K: 7 });
  });
  test("turns round where only the left operand is constant", () => {
    expect(productOf([5, 3], [6, 3, 7], "left").bounds).toMatchObject({ G: 1, N: 6, P: 7, K: 5, C: 3 });
  });
  test("takes vectors as one row or one column", () => {
    expect(productOf([3], [3, 7]).bounds).toMatchObject({ P: 1, K: 7 });
    expect(productOf([5, 3], [3]).bounds).toMatchObject({ P: 5, K: 1 });
  });
});

test("attention is two products with a softmax between", () => {
  const graph = build(builder => {
    const query = builder.input("query", tensorType("f32", [2, 4, 10, 8]));
    const key = builder.input("key", tensorType("f32", [2, 4, 12, 8]));
    const value = builder.input("value", tensorType("f32", [2, 4, 12, 6]));
    return builder.node("attention", [query, key, value], { scale: 0.5 });
  });
  const [scores, softmax, mixed] = lowerLast(graph).workloads;
  expect(scores).toMatchObject({ bounds: { G: 8, N: 1, K: 12, C: 8, P: 10 } });
  expect(softmax).toMatchObject({ kind: "vector", outputElements: 8 * 120, inputBits: 8 * 120 * 8 });
  expect(mixed).toMatchObject({ bounds: { G: 8, N: 1, K: 6, C: 12, P: 10 } });
});

test("integers keep their own widths", () => {
  const graph = build(builder => {
    const zero = builder.constant("zero", tensor("uint8", [], [3]));
    const weightZero = builder.constant("weight_zero", tensor("int8", [], [0]));
    const image = builder.input("image", tensorType("uint8", [1, 4, 6, 6]));
    const weight = builder.unknownConstant("weight", tensorType("int8", [8, 4, 3, 3]));
    return builder.node("conv2d_integer", [image, weight, zero, weightZero], convolution);
  });
  const [contraction] = contractionsOf(lowerLast(graph));
  expect(contraction!.bits).toEqual({ weights: 8, inputs: 8, outputs: 32, partialSums: 32 });
});

describe("everything else streams through the vector unit", () => {
  test("a requantization takes 32-bit sums in and gives 8-bit codes out", () => {
    const graph = build(builder => {
      const sums = builder.input("sums", tensorType("int32", [1, 4, 2, 2]));
      const multiplier = builder.constant("multiplier", tensor("f32", [], [0.5]));
      const zero = builder.constant("zero", tensor("int8", [], [0]));
      return builder.node("requantize", [sums, multiplier, zero], { axis: 1, dtype: "int8" });
    });
    expect(lowerLast(graph).workloads).toMatchObject([
      { operandBits: 32, resultBits: 8, elementBits: 32, inputBits: 16 * 32 + 8 + 8, outputBits: 16 * 8 },
    ]);
  });
  test("a sum reads both operands", () => {
    const graph = build(builder => {
      const a = builder.input("a", tensorType("f32", [2, 3]));
      const b = builder.input("b", tensorType("f32", [3]));
      return builder.node("add", [a, b], {});
    });
    expect(lowerLast(graph).workloads).toEqual([
      {
        kind: "vector",
        operation: "add",
        inputElements: 9,
        outputElements: 6,
        streamElements: 6,
        operations: 6,
        inputBits: 72,
        outputBits: 48,
        operandBits: 8,
        resultBits: 8,
        elementBits: 8,
      },
    ]);
  });
  test("a slice reads what it keeps, and has no operations", () => {
    const graph = build(builder => {
      const a = builder.input("a", tensorType("f32", [100]));
      return builder.node("slice", [a], { starts: [0], ends: [10], axes: [0], steps: [1] });
    });
    expect(lowerLast(graph).workloads).toMatchObject([{ inputElements: 10, outputElements: 10, operations: 0 }]);
  });
  test("a reshape is free, and says why", () => {
    const graph = build(builder =>
      builder.node("reshape", [builder.input("a", tensorType("f32", [4]))], { shape: [2, 2] }),
    );
    expect(lowerLast(graph)).toEqual({
      workloads: [],
      reads: [],
      free: expect.stringContaining("moves no data") as string,
    });
  });
});

const expectEqualMacs = (graph: Graph): void => {
  const node = graph.nodes.at(-1)!;
  const operands = node.operands.map(id => [...graph.inputs, ...graph.constants].find(v => v.id === id)!.type);
  const { macs } = opDef(node.op).work({ operands, attributes: node.attributes });
  expect(macs).toBeGreaterThan(0);
  expect(contractionsOf(lowerLast(graph)).reduce((total, each) => total + macsOf(each), 0)).toBe(macs);
};

describe("MACs of the workloads equal the operator's", () => {
  const small = fc.integer({ min: 1, max: 6 });
  test("convolutions both ways", () => {
    fc.assert(
      fc.property(small, small, small, small, small, small, small, fc.boolean(), (n, g, k, c, h, r, s, turned) => {
        const graph = build(builder => {
          const image = builder.input("image", tensorType("f32", [n, g * c, h + r, h + r]));
          const dims = turned ? [g * c, k, r, r] : [g * k, c, r, r];
          const weight = builder.unknownConstant("weight", tensorType("f32", dims));
          const attributes = { strides: [s, s], pads: [0, 0, 0, 0], group: g };
          return builder.node(turned ? "conv_transpose2d" : "conv2d", [image, weight], attributes);
        });
        expectEqualMacs(graph);
      }),
    );
  });

  test("matrix products", () => {
    const dims = fc.record({ m: small, k: small, n: small, a: small, b: small, shape: fc.nat({ max: 5 }) });
    fc.assert(
      fc.property(dims, fc.boolean(), ({ m, k, n, a, b, shape }, constantLeft) => {
        const shapes: [number[], number[]][] = [
          [
            [m, k],
            [k, n],
          ],
          [
            [a, b, m, k],
            [a, b, k, n],
          ],
          [
            [a, 1, m, k],
            [b, k, n],
          ],
          [
            [m, k],
            [a, b, k, n],
          ],
          [
            [a, b, m, k],
            [k, n],
          ],
          [[k], [a, k, n]],
        ];
        const [left, right] = shapes[shape]!;
        const graph = build(builder => {
          const value = (id: string, size: number[], isConstant: boolean): Value =>
            isConstant
              ? builder.unknownConstant(id, tensorType("f32", size))
              : builder.input(id, tensorType("f32", size));
          return builder.node("matmul", [value("l", left, constantLeft), value("r", right, !constantLeft)], {});
        });
        expectEqualMacs(graph);
      }),
    );
  });

  test("attention", () => {
    fc.assert(
      fc.property(small, small, small, small, small, (batch, l, e, s, v) => {
        const graph = build(builder => {
          const query = builder.input("q", tensorType("f32", [batch, l, e]));
          const key = builder.input("k", tensorType("f32", [batch, s, e]));
          return builder.node("attention", [query, key, builder.input("v", tensorType("f32", [batch, s, v]))], {
            scale: 1,
          });
        });
        expectEqualMacs(graph);
      }),
    );
  });
});

test("what a workload is said to read is what it reads, on random graphs", () => {
  fc.assert(
    fc.property(arbitraryGraph(), graph => {
      for (const node of graph.nodes) {
        const { workloads, reads } = lowerNode(graph, node, precision);
        expect(reads).toHaveLength(workloads.length);
        for (const [i, workload] of workloads.entries()) {
          const sources = reads[i]!.map(({ source }) => source).filter(source => typeof source === "number");
          expect(sources.filter(source => source < 0 || source >= node.operands.length)).toEqual([]);
          expect(readsOf(workload)).toEqual(claimsOf(reads[i]!));
        }
      }
    }),
    { numRuns: 300 },
  );
});

const readsOf = (workload: Workload): unknown =>
  workload.kind === "vector"
    ? [workload.inputElements, workload.inputBits]
    : ["inputs", "weights", ...workload.epilogue.operands.map(() => "epilogue")];

const claimsOf = (reads: readonly Read[]): unknown => {
  const streams = reads.flatMap(read => (read.role === "stream" ? [read] : []));
  if (streams.length === 0 && reads.length > 0) return reads.map(({ role }) => role);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  return [sum(streams.map(({ elements }) => elements)), sum(streams.map(({ bits }) => bits))];
};
