import { describe, expect, test } from "vitest";
import { tensor } from "../../../ir/tensor.ts";
import { runOperator, tensorOfType, valuesOf } from "../../support/operators.ts";

const square = tensorOfType("f32[1,1,3,3]", [1, 2, 3, 4, 5, 6, 7, 8, 9]);
const two = { kernel: [2, 2], strides: [1, 1], pads: [0, 0, 0, 0] };

describe("max_pool2d", () => {
  test("gives the largest under each window", () => {
    expect(valuesOf("max_pool2d", [square], two)).toEqual([5, 6, 8, 9]);
  });

  test("padding never wins", () => {
    const negative = tensorOfType("f32[1,1,1,2]", [-3, -5]);
    expect(valuesOf("max_pool2d", [negative], { ...two, kernel: [1, 2], pads: [0, 1, 0, 1] })).toEqual([-3, -3, -5]);
  });

  test("ceil_mode adds the window that hangs over, but none that starts in the padding behind", () => {
    const row = tensorOfType("f32[1,1,1,5]", [1, 2, 3, 4, 5]);
    const strided = { kernel: [1, 2], strides: [1, 2], pads: [0, 0, 0, 0] };
    expect(valuesOf("max_pool2d", [row], strided)).toEqual([2, 4]);
    expect(valuesOf("max_pool2d", [row], { ...strided, ceil_mode: true })).toEqual([2, 4, 5]);
    // Stride 3 with a pad behind: windows at 0 and 3; one at 6 would see padding only.
    const wide = { kernel: [1, 2], strides: [1, 3], pads: [0, 0, 0, 1], ceil_mode: true };
    expect(valuesOf("max_pool2d", [row], wide)).toEqual([2, 5]);
  });

  test("dilated windows skip elements", () => {
    expect(valuesOf("max_pool2d", [square], { ...two, dilations: [2, 2] })).toEqual([9]);
    expect(valuesOf("max_pool2d", [square], { ...two, dilations: [2, 1] })).toEqual([8, 9]);
  });

  test("keeps images and channels apart, and codes as they are", () => {
    const codes = tensor("int8", [2, 2, 1, 2], [-1, -2, 3, 4, -128, -127, 7, 6]);
    const [result] = runOperator("max_pool2d", [codes], { ...two, kernel: [1, 2] });
    expect(result?.type).toEqual({ dtype: "int8", dims: [2, 2, 1, 1] });
    expect([...(result?.data ?? [])]).toEqual([-1, 4, -127, 7]);
  });
});

describe("average_pool2d", () => {
  test("divides by the window's size", () => {
    expect(valuesOf("average_pool2d", [square], two)).toEqual([3, 4, 6, 7]);
  });

  test("counts the padding only where told", () => {
    const padded = { ...two, strides: [2, 2], pads: [1, 1, 0, 0] };
    expect(valuesOf("average_pool2d", [square], padded)).toEqual([1, 2.5, 5.5, 7]);
    expect(valuesOf("average_pool2d", [square], { ...padded, count_include_pad: true })).toEqual([0.25, 1.25, 2.75, 7]);
  });

  test("what ceil_mode adds beyond the padded input does not count", () => {
    const row = tensorOfType("f32[1,1,1,5]", [1, 2, 3, 4, 5]);
    const strided = { kernel: [1, 4], strides: [1, 3], pads: [0, 0, 0, 0], ceil_mode: true, count_include_pad: true };
    // The second window holds 4 and 5 and reaches two places beyond the end.
    expect(valuesOf("average_pool2d", [row], strided)).toEqual([2.5, 4.5]);
    // With a pad behind, that one counts: (4 + 5 + 0) / 3.
    expect(valuesOf("average_pool2d", [row], { ...strided, pads: [0, 0, 0, 1] })).toEqual([2.5, 3]);
    const column = tensorOfType("f32[1,1,5,1]", [1, 2, 3, 4, 5]);
    const upright = { ...strided, kernel: [4, 1], strides: [3, 1] };
    expect(valuesOf("average_pool2d", [column], upright)).toEqual([2.5, 4.5]);
    expect(valuesOf("average_pool2d", [column], { ...upright, pads: [0, 0, 1, 0] })).toEqual([2.5, 3]);
  });

  test("a window of the whole image is its mean", () => {
    expect(valuesOf("average_pool2d", [square], { ...two, kernel: [3, 3] })).toEqual(
      valuesOf("reduce_mean", [square], { axes: [2, 3], keep_dims: true }),
    );
  });
});
