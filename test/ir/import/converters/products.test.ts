import { describe, expect, test } from "vitest";
import { onnxNode, type TestAttribute } from "../../../support/onnx-model.ts";
import { expectAgreement } from "../../../support/onnx-runtime.ts";

const exact = { tolerance: 1e-5 };

describe("MatMul", () => {
  test.each([
    ["f32[3,4]", "f32[4,5]"],
    ["f32[4]", "f32[4,5]"],
    ["f32[3,4]", "f32[4]"],
    ["f32[4]", "f32[4]"],
    ["f32[2,1,3,4]", "f32[5,4,2]"],
    ["f32[4]", "f32[3,4,2]"],
    ["f32[2,3,4]", "f32[4]"],
  ])("%s × %s", async (left, right) => {
    const model = {
      opset: 13,
      inputs: { a: left, b: right },
      nodes: [onnxNode("MatMul", ["a", "b"], ["y"])],
      outputs: { y: "f32" },
    };
    const graph = await expectAgreement(model, exact);
    expect(graph.nodes.map(({ op }) => op)).toEqual(["matmul"]);
  });
});

describe("Gemm", () => {
  const gemm = (opset: number, types: readonly string[], attributes: Readonly<Record<string, TestAttribute>>) => ({
    opset,
    inputs: Object.fromEntries(types.map((type, i) => [`x${i}`, type])),
    nodes: [
      onnxNode(
        "Gemm",
        types.map((_, i) => `x${i}`),
        ["y"],
        attributes,
      ),
    ],
    outputs: { y: "f32" },
  });

  test.each([
    ["f32[5]", ["matmul"]],
    ["f32[1,5]", ["reshape", "matmul"]],
    ["f32[3,5]", ["matmul", "add"]],
    ["f32[3,1]", ["matmul", "add"]],
    ["f32[1]", ["matmul", "add"]],
    ["f32[]", ["matmul", "add"]],
  ])("an addend %s", async (addend, expected) => {
    const graph = await expectAgreement(gemm(7, ["f32[3,4]", "f32[4,5]", addend], {}), exact);
    expect(graph.nodes.map(({ op }) => op)).toEqual(expected);
  });

  test("transposes and scales both factors and the addend", async () => {
    const attributes = { transA: 1, transB: 1, alpha: { float: 0.5 }, beta: { float: -2 } };
    await expectAgreement(gemm(13, ["f32[4,3]", "f32[5,4]", "f32[5]"], attributes), exact);
  });

  test("a beta of 0 drops the addend", async () => {
    const graph = await expectAgreement(gemm(13, ["f32[3,4]", "f32[4,5]", "f32[5]"], { beta: { float: 0 } }), exact);
    expect(graph.nodes.map(({ operands }) => operands)).toEqual([["x0", "x1"]]);
  });

  test("needs no addend from opset 11 on", async () => {
    await expectAgreement(gemm(11, ["f32[3,4]", "f32[4,5]"], {}), exact);
  });

  test("columns of one are no rows", async () => {
    await expectAgreement(gemm(13, ["f32[3,4]", "f32[4,1]", "f32[3,1]"], {}), exact);
    await expectAgreement(gemm(13, ["f32[3,4]", "f32[4,1]", "f32[1]"], {}), exact);
  });
});

describe("Einsum", () => {
  const einsum = (equation: string, types: readonly string[]) => ({
    opset: 12,
    inputs: Object.fromEntries(types.map((type, i) => [`x${i}`, type])),
    nodes: [
      onnxNode(
        "Einsum",
        types.map((_, i) => `x${i}`),
        ["y"],
        { equation },
      ),
    ],
    outputs: { y: "f32" },
  });

  test.each([
    ["ij,jk->ik", ["f32[3,4]", "f32[4,5]"], ["matmul"]],
    ["bhid, bhjd -> bhij", ["f32[2,3,4,5]", "f32[2,3,6,5]"], ["transpose", "matmul"]],
    ["bhij,bhjd->bihd", ["f32[2,3,4,6]", "f32[2,3,6,5]"], ["matmul", "transpose"]],
    ["ij,kj", ["f32[3,4]", "f32[5,4]"], ["transpose", "matmul"]],
    ["abc,cd->abd", ["f32[2,3,4]", "f32[4,5]"], ["reshape", "matmul", "reshape"]],
    ["ij,ij->ij", ["f32[3,4]", "f32[3,4]"], ["reshape", "reshape", "mul", "reshape"]],
    ["i,j->ij", ["f32[3]", "f32[4]"], ["reshape", "reshape", "mul"]],
    ["ij,k->i", ["f32[3,4]", "f32[5]"], ["reduce_sum", "reduce_sum", "reshape", "reshape", "mul", "reshape"]],
    ["ij,ij->", ["f32[3,4]", "f32[3,4]"], ["reshape", "reshape", "matmul", "reshape"]],
    ["ijk->kj", ["f32[2,3,4]"], ["reduce_sum", "transpose"]],
    ["ba", ["f32[2,3]"], ["transpose"]],
  ])("%s", async (equation, types, expected) => {
    const graph = await expectAgreement(einsum(equation, types), exact);
    expect(graph.nodes.map(({ op }) => op)).toEqual(expected);
  });

  test.each([
    ["ii->i", ["f32[3,3]"], /names an axis of an operand twice/],
    ["...i->...", ["f32[3,3]"], /ellipsis/],
    ["i,i,i->i", ["f32[3]", "f32[3]", "f32[3]"], /multiplies 3 operands/],
    ["ij,jk->ik", ["f32[3,4]", "f32[5,6]"], /do not fit its equation/],
    ["ij->ik", ["f32[3,4]"], /its result names ik/],
  ])("%s is refused", async (equation, types, reason) => {
    await expect(expectAgreement(einsum(equation, types))).rejects.toThrow(reason);
  });
});
