/** Resizing rows of a few elements, by hand from ONNX Resize's formulas. */
import { describe, expect, test } from "vitest";
import type { OpAttributeInput } from "../../../ir/ops/index.ts";
import { tensor } from "../../../ir/tensor.ts";
import { valuesOf } from "../../support/operators.ts";

type Resize = Partial<OpAttributeInput<"resize">>;

const resized = (elements: readonly number[], size: number, attributes: Resize): number[] =>
  valuesOf("resize", [tensor("f32", [elements.length], elements)], {
    sizes: [size],
    scales: [size / elements.length],
    ...attributes,
  });

describe("nearest", () => {
  test("of half pixels doubles each element", () => {
    expect(resized([1, 2, 3], 6, {})).toEqual([1, 1, 2, 2, 3, 3]);
  });

  test("ties go where the mode says", () => {
    // Asymmetric places of scale 2: 0, 0.5, 1, 1.5.
    const places = { coordinate_transformation: "asymmetric" } as const;
    expect(resized([1, 2], 4, { ...places, nearest_mode: "round_prefer_floor" })).toEqual([1, 1, 2, 2]);
    expect(resized([1, 2], 4, { ...places, nearest_mode: "round_prefer_ceil" })).toEqual([1, 2, 2, 2]);
    expect(resized([1, 2], 4, { ...places, nearest_mode: "floor" })).toEqual([1, 1, 2, 2]);
    expect(resized([1, 2], 4, { ...places, nearest_mode: "ceil" })).toEqual([1, 2, 2, 2]);
  });

  test("half pixels of a third of the size lie at 1 and 4", () => {
    expect(resized([1, 2, 3, 4, 5, 6], 2, {})).toEqual([2, 5]);
  });
});

describe("linear", () => {
  const linear = { mode: "linear" } as const;

  test("half pixels: places -0.25, 0.25, 0.75, 1.25", () => {
    expect(resized([0, 8], 4, linear)).toEqual([0, 2, 6, 8]);
  });

  test("asymmetric: places 0, 0.5, 1, 1.5", () => {
    expect(resized([0, 8], 4, { ...linear, coordinate_transformation: "asymmetric" })).toEqual([0, 4, 8, 8]);
  });

  test("aligned corners: the ends stay", () => {
    expect(resized([0, 8], 5, { ...linear, coordinate_transformation: "align_corners" })).toEqual([0, 2, 4, 6, 8]);
  });

  test("to a single element: PyTorch takes the first, half pixels the middle", () => {
    expect(resized([2, 4, 8], 1, { ...linear, coordinate_transformation: "pytorch_half_pixel" })).toEqual([2]);
    expect(resized([2, 4, 8], 1, linear)).toEqual([4]);
  });

  test("a scale that does not fit the size places samples nonetheless", () => {
    // 3 · 0.7 = 2.1 is cut to 2; places 0.5 / 0.7 - 0.5 = 0.214… and 1.5 / 0.7 - 0.5 = 1.642…
    const [low, high] = resized([0, 1, 2], 2, { ...linear, scales: [0.7] });
    expect(low).toBeCloseTo(0.5 / 0.7 - 0.5, 6);
    expect(high).toBeCloseTo(1.5 / 0.7 - 0.5, 6);
    // half_pixel_symmetric centres them: (1 - 2 / 2.1) · 1.5 further.
    const shift = (1 - 2 / 2.1) * 1.5;
    const symmetric = { ...linear, scales: [0.7], coordinate_transformation: "half_pixel_symmetric" } as const;
    expect(resized([0, 1, 2], 2, symmetric)[0]).toBeCloseTo(0.5 / 0.7 - 0.5 + shift, 6);
  });

  test("crops, and fills what lies outside", () => {
    const crop = { ...linear, coordinate_transformation: "tf_crop_and_resize", extrapolation_value: -1 } as const;
    expect(resized([0, 4, 8], 3, { ...crop, roi: [0.5, 1] })).toEqual([4, 6, 8]);
    expect(resized([0, 4, 8], 3, { ...crop, roi: [0.5, 1.5] })).toEqual([4, 8, -1]);
    expect(resized([0, 4, 8], 1, { ...crop, roi: [0, 0.5] })).toEqual([2]);
  });

  test("one axis after the other", () => {
    const square = tensor("f32", [2, 2], [0, 8, 16, 24]);
    const attributes = {
      ...linear,
      sizes: [3, 3],
      scales: [1.5, 1.5],
      coordinate_transformation: "align_corners",
    } as const;
    expect(valuesOf("resize", [square], attributes)).toEqual([0, 4, 8, 8, 12, 16, 16, 20, 24]);
  });
});

describe("cubic", () => {
  const cubic = { mode: "cubic", coordinate_transformation: "asymmetric" } as const;

  test("halfway between two elements weighs -3/32, 19/32, 19/32, -3/32 (a = -0.75)", () => {
    // Places 0, 0.5, …, 3.5; the fourth lies between the middle ones.
    expect(resized([0, 32, 64, 0], 8, cubic)[3]).toBe(19 + 38);
    expect(resized([32, 32, 64, 32], 8, cubic)[3]).toBe(-3 + 19 + 38 - 3);
  });

  test("repeats the edge, or leaves it out and scales the rest", () => {
    // At 0.5 the samples are -1, 0, 1, 2 of which the first is outside.
    expect(resized([32, 64, 0], 6, cubic)[1]).toBe(-3 + 19 + 38);
    const kept = (19 * 32 + 19 * 64) / 35;
    expect(resized([32, 64, 0], 6, { ...cubic, exclude_outside: true })[1]).toBeCloseTo(kept, 5);
  });

  test("keeps a constant", () => {
    expect(resized([5, 5, 5, 5], 7, { mode: "cubic" })).toEqual([5, 5, 5, 5, 5, 5, 5]);
  });
});
