import { describe, expect, test } from "vitest";
import { faultsOf, inferredTypes, typeOf, workOf } from "../../support/operators.ts";

const plain = { strides: [1, 1], pads: [0, 0, 0, 0], group: 1 };

describe("convolutions", () => {
  test("result shapes", () => {
    // (7 + 1 + 2 - (3-1)·2 - 1) / 2 + 1 = 3 and (9 + 0 + 1 - (2-1)·3 - 1) / 3 + 1 = 3.
    const attributes = { strides: [2, 3], pads: [1, 0, 2, 1], dilations: [2, 3], group: 2 };
    expect(inferredTypes("conv2d", ["f16[5,4,7,9]", "f16[6,2,3,2]"], attributes)).toEqual([typeOf("f16[5,6,3,3]")]);
    const codes = ["uint8[5,4,7,9]", "int8[6,2,3,2]", "uint8[]", "int8[6]", "int32[6]"];
    expect(inferredTypes("conv2d_integer", codes, attributes)).toEqual([typeOf("int32[5,6,3,3]")]);
    // (3-1)·2 + (3-1)·2 + 1 + 1 - 3 = 7 and (3-1)·3 + (2-1)·3 + 1 + 0 - 1 = 9: back where it came from.
    const back = { ...attributes, output_padding: [1, 0] };
    expect(inferredTypes("conv_transpose2d", ["f16[5,6,3,3]", "f16[6,2,3,2]"], back)).toEqual([typeOf("f16[5,4,7,9]")]);
  });

  test("MACs: a product for every result element and filter weight", () => {
    // 2·6·3·3 results of 2 channels of 3·2.
    const attributes = { strides: [2, 3], pads: [1, 0, 2, 1], dilations: [2, 3], group: 2 };
    expect(workOf("conv2d", ["f32[2,4,7,9]", "f32[6,2,3,2]"], attributes).macs).toBe(108 * 12);
    const codes = ["uint8[2,4,7,9]", "int8[6,2,3,2]", "uint8[]", "int8[]"];
    expect(workOf("conv2d_integer", codes, attributes)).toEqual({ macs: 108 * 12, vectorOperations: 0 });
    // Depthwise: 32·112·112 results of 9 weights each (MobileNetV2's second convolution).
    expect(
      workOf("conv2d", ["f32[1,32,112,112]", "f32[32,1,3,3]"], { ...plain, pads: [1, 1, 1, 1], group: 32 }).macs,
    ).toBe(3_612_672);
  });

  test("an epilogue's steps are vector operations on each result", () => {
    const attributes = { ...plain, epilogue: ["add", "clip(min=0,max=6)"] };
    const operands = ["f32[1,2,4,4]", "f32[3,2,1,1]", "f32[3]", "f32[1,3,4,4]"];
    expect(workOf("conv2d", operands, attributes)).toEqual({ macs: 48 * 2, vectorOperations: 48 * 3 });
  });

  test("an epilogue's operands must be there and fit", () => {
    const attributes = { ...plain, epilogue: ["add", "relu"] };
    const factors = ["f32[1,2,4,4]", "f32[3,2,1,1]"];
    expect(faultsOf("conv2d", factors, attributes)).toEqual([
      "epilogue [add, relu] reads 1 operands beside input, weight and bias, found 2 in all",
    ]);
    expect(faultsOf("conv2d", [...factors, "f32[1,3,4,1]"], attributes)).toEqual([]);
    expect(faultsOf("conv2d", [...factors, "f32[2,3,4,4]"], attributes)).toEqual([
      "epilogue operand f32[2,3,4,4] does not broadcast to f32[1,3,4,4]",
    ]);
    expect(faultsOf("conv2d", factors, { ...plain, epilogue: ["softmax"] })).toEqual(['"softmax" is no epilogue step']);
  });
});

describe("matmul", () => {
  test("result shapes follow NumPy", () => {
    const cases = [
      ["f32[3,4]", "f32[4,5]", "f32[3,5]"],
      ["f32[4]", "f32[4,5]", "f32[5]"],
      ["f32[3,4]", "f32[4]", "f32[3]"],
      ["f32[4]", "f32[4]", "f32[]"],
      ["f32[2,1,3,4]", "f32[5,4,6]", "f32[2,5,3,6]"],
    ] as const;
    for (const [left, right, result] of cases)
      expect(inferredTypes("matmul", [left, right], {})).toEqual([typeOf(result)]);
  });

  test("counts a MAC per result element and depth", () => {
    expect(workOf("matmul", ["f32[2,3,4]", "f32[4,5]", "f32[5]"], { epilogue: ["relu"] })).toEqual({
      macs: 2 * 3 * 5 * 4,
      vectorOperations: 30,
    });
    expect(workOf("matmul", ["f32[4]", "f32[4]"], {}).macs).toBe(4);
  });

  test("names what does not fit", () => {
    expect(faultsOf("matmul", ["f32[3,4]", "f32[5,4]"], {})[0]).toMatch(
      /^f32\[3,4\] × f32\[5,4\] is no matrix product/,
    );
    expect(faultsOf("matmul", ["f32[2,3,4]", "f32[3,4,5]"], {})).toHaveLength(1);
    expect(faultsOf("matmul", ["f32[]", "f32[4]"], {})).toHaveLength(1);
    expect(faultsOf("matmul", ["int32[3,4]", "int32[4,5]"], {})).toEqual([
      "factors must share a float type, found int32[3,4] and int32[4,5]",
    ]);
    expect(faultsOf("matmul", ["f32[3,4]", "f32[4,5]", "f32[3]"], {})).toEqual(["bias must be f32[5], found f32[3]"]);
    expect(faultsOf("matmul", ["f32[3,4]", "f32[4]", "f32[4]"], {})).toEqual([
      "a product with a vector on the right takes no bias",
    ]);
  });
});

describe("matmul_integer", () => {
  test("gives int32; zero points per row and column", () => {
    const operands = ["uint8[2,3,4]", "int8[4,5]", "uint8[3]", "int8[5]", "int32[5]"];
    expect(inferredTypes("matmul_integer", operands, {})).toEqual([typeOf("int32[2,3,5]")]);
    expect(workOf("matmul_integer", operands, {})).toEqual({ macs: 120, vectorOperations: 0 });
  });

  test("names what does not fit", () => {
    expect(faultsOf("matmul_integer", ["int32[3,4]", "int8[4,5]", "int32[]", "uint8[4]", "f32[5]"], {})).toEqual([
      "left must be of an integer type of at most 16 bits, found int32[3,4]",
      "right and its zero point must share a type, found int8[4,5] and uint8[4]",
      "the zero point of right must be a single value or [5], found uint8[4]",
      "bias must be int32[5], found f32[5]",
    ]);
  });
});

describe("attention", () => {
  const operands = ["f32[2,8,10,16]", "f32[2,8,20,16]", "f32[2,8,20,4]"];

  test("gives a value for every query", () => {
    expect(inferredTypes("attention", operands, { scale: 0.25 })).toEqual([typeOf("f32[2,8,10,4]")]);
  });

  test("counts both products, and scaling, mask and softmax on every score", () => {
    const scores = 2 * 8 * 10 * 20;
    expect(workOf("attention", operands, { scale: 1 })).toEqual({ macs: scores * 20, vectorOperations: scores * 6 });
    expect(workOf("attention", [...operands, "f32[10,20]"], { scale: 1 }).vectorOperations).toBe(scores * 7);
  });

  test("names what does not fit", () => {
    expect(faultsOf("attention", ["f32[2,4]", "f32[3,5]", "f32[3,4]"], { scale: 1 })).toEqual([
      "takes [...,L,E], [...,S,E] and [...,S,V], found f32[2,4], f32[3,5], f32[3,4]",
    ]);
    expect(faultsOf("attention", [...operands, "f32[10,10]"], { scale: 1 })).toEqual([
      "mask f32[10,10] does not broadcast to [2,8,10,20]",
    ]);
    expect(faultsOf("attention", ["f32[4]", "f32[4]", "f32[4]"], { scale: 1 })).toEqual([
      "takes matrices, found f32[4], f32[4], f32[4]",
    ]);
  });
});
