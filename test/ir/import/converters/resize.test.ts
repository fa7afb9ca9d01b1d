import { describe, expect, test } from "vitest";
import { tensor } from "../../../../ir/tensor.ts";
import { expectOperator, importOperator, opsOf } from "../../../support/onnx-operator.ts";
import type { TestAttribute } from "../../../support/onnx-model.ts";

const floats = (values: readonly number[]) => tensor("f32", [values.length], values);
const int64 = (values: readonly number[]) => tensor("int64", [values.length], values);

describe("Upsample", () => {
  test("opset 7: scales are an attribute", async () => {
    const attributes = { scales: { floats: [1, 1, 2, 3] } };
    await expectOperator({ opType: "Upsample", opset: 7, operands: ["f32[1,2,3,4]"], attributes });
  });

  test.each(["nearest", "linear"])("opset 9: %s", async mode => {
    const operands = ["f32[1,2,3,4]", floats([1, 1, 2, 1.6])];
    await expectOperator({ opType: "Upsample", opset: 9, operands, attributes: { mode } });
  });
});

describe("Resize, opset 10", () => {
  test.each([
    ["nearest", [1, 1, 2.6, 1.5], ["resize"]],
    ["nearest", [1, 1, 0.6, 0.5], ["resize"]],
    ["nearest", [1, 1, 0.7, 1.7], ["resize", "resize"]],
    ["linear", [1, 1, 0.6, 1.7], ["resize"]],
  ] as const)("%s by %j", async (mode, scales, ops) => {
    const operands = ["f32[1,2,7,8]", floats(scales)];
    const graph = await expectOperator({ opType: "Resize", opset: 10, operands, attributes: { mode } });
    expect(opsOf(graph)).toEqual(ops);
  });
});

const transformations = ["half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric"];

describe("Resize, opset 11", () => {
  const expectResize = (
    attributes: Readonly<Record<string, TestAttribute>>,
    scales: readonly number[],
    input: string,
  ) => expectOperator({ opType: "Resize", opset: 11, operands: [input, floats([]), floats(scales)], attributes });

  const nearest = [...transformations, "tf_half_pixel_for_nn"].flatMap(transformation =>
    ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"].map(rounding => [transformation, rounding] as const),
  );
  test.each(nearest)("nearest, %s, %s", async (transformation, rounding) => {
    const attributes = { coordinate_transformation_mode: transformation, nearest_mode: rounding };
    await expectResize(attributes, [1, 1, 2, 2], "f32[1,2,3,4]");
    await expectResize(attributes, [1, 1, 0.6, 1.7], "f32[1,2,7,5]");
    await expectResize(attributes, [2.5], "f32[9]");
  });

  test.each(transformations)("linear, %s", async transformation => {
    const attributes = { mode: "linear", coordinate_transformation_mode: transformation };
    await expectResize(attributes, [1, 1, 2, 3], "f32[1,2,3,4]");
    await expectResize(attributes, [1, 1, 0.6, 1.7], "f32[1,2,7,5]");
    await expectResize(attributes, [1, 1, 0.2, 0.3], "f32[1,2,5,5]");
    await expectResize(attributes, [1.4, 0.8], "f32[6,5]");
  });

  const cubic = transformations.flatMap(transformation =>
    [0, 1].map(exclude => ({ coordinate_transformation_mode: transformation, exclude_outside: exclude })),
  );
  test.each(cubic)("cubic, %j", async attributes => {
    await expectResize({ mode: "cubic", ...attributes }, [1, 1, 2, 3], "f32[1,2,4,5]");
    await expectResize({ mode: "cubic", cubic_coeff_a: -0.5, ...attributes }, [1, 1, 0.6, 1.7], "f32[1,1,7,5]");
  });

  test.each(["nearest", "linear", "cubic"])("%s to sizes", async mode => {
    const operands = ["f32[1,1,4,5]", floats([]), floats([]), int64([1, 1, 7, 3])];
    await expectOperator({ opType: "Resize", opset: 11, operands, attributes: { mode } });
  });

  test.each(["nearest", "linear", "cubic"])("%s of a crop", async mode => {
    const operands = ["f32[1,1,6,7]", floats([0, 0, 0.2, -0.1, 1, 1, 0.7, 0.8]), floats([]), int64([1, 1, 4, 5])];
    const attributes = { mode, coordinate_transformation_mode: "tf_crop_and_resize", extrapolation_value: 10.5 };
    await expectOperator({ opType: "Resize", opset: 11, operands, attributes });
  });
});

describe("Resize, opset 13 and later", () => {
  test("needs no region", async () => {
    await expectOperator({ opType: "Resize", opset: 13, operands: ["f32[1,1,3,4]", "", floats([1, 1, 2, 2])] });
  });

  test("of integers", async () => {
    await expectOperator({ opType: "Resize", opset: 13, operands: ["int8[1,1,3,4]", "", floats([1, 1, 2, 1.5])] });
  });

  test("opset 18: scales and sizes of some axes", async () => {
    const scaled = ["f32[1,1,3,4]", "", floats([2, 3])];
    await expectOperator({ opType: "Resize", opset: 18, operands: scaled, attributes: { axes: [2, 3] } });
    const sized = ["f32[1,1,3,4]", "", "", int64([5, 2])];
    await expectOperator({
      opType: "Resize",
      opset: 18,
      operands: sized,
      attributes: { axes: [-1, -2], mode: "linear" },
    });
  });

  test.each(["not_larger", "not_smaller"])("opset 18: keeps the aspect ratio, %s", async policy => {
    const operands = ["f32[1,1,4,6]", "", "", int64([7, 8])];
    const attributes = { axes: [2, 3], keep_aspect_ratio_policy: policy, mode: "linear" };
    await expectOperator({ opType: "Resize", opset: 18, operands, attributes });
  });

  test("opset 19: half_pixel_symmetric", async () => {
    for (const mode of ["nearest", "linear", "cubic"]) {
      const attributes = { mode, coordinate_transformation_mode: "half_pixel_symmetric" };
      const operands = ["f32[1,1,5,7]", "", floats([1, 1, 0.7, 1.3])];
      await expectOperator({ opType: "Resize", opset: 19, operands, attributes });
    }
  });

  test("what is not supported is refused", () => {
    const operands = ["f32[1,1,4,6]", "", floats([1, 1, 0.5, 0.5])];
    const attributes = { antialias: 1, mode: "linear" };
    expect(() => importOperator({ opType: "Resize", opset: 18, operands, attributes })).toThrow("antialias");
    expect(() => importOperator({ opType: "Resize", opset: 18, operands: ["f32[2,2]", "", floats([2])] })).toThrow(
      "it needs a scale or a size for each of 2 axes",
    );
    expect(() => importOperator({ opType: "Resize", opset: 13, operands, attributes: { mode: "area" } })).toThrow(
      "its attribute mode is area",
    );
  });
});
