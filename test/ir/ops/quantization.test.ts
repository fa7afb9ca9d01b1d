import { describe, expect, test } from "vitest";
import { faultsOf, inferredTypes, typeOf, workOf } from "../../support/operators.ts";

describe("quantization", () => {
  test("result types", () => {
    expect(inferredTypes("quantize", ["f32[2,3]", "f32[]", "int4[]"], { dtype: "int4" })).toEqual([
      typeOf("int4[2,3]"),
    ]);
    expect(inferredTypes("dequantize", ["int8[2,3]", "f16[3]", "int8[3]"], {})).toEqual([typeOf("f16[2,3]")]);
    const accumulator = ["int32[1,3,2,2]", "f32[3]", "uint8[]"];
    expect(inferredTypes("requantize", accumulator, { dtype: "uint8" })).toEqual([typeOf("uint8[1,3,2,2]")]);
    expect(inferredTypes("dynamic_quantize", ["f32[5,2]"], {})).toEqual(["uint8[5,2]", "f32[]", "uint8[]"].map(typeOf));
  });

  test("work: the operators of the formulas, per element", () => {
    expect(workOf("quantize", ["f32[2,3]", "f32[]", "int8[]"], { dtype: "int8" }).vectorOperations).toBe(12);
    expect(workOf("dequantize", ["int8[2,3]", "f32[]", "int8[]"], {}).vectorOperations).toBe(12);
    expect(workOf("requantize", ["int32[2,3]", "f32[]", "int8[]"], { dtype: "int8" }).vectorOperations).toBe(12);
    expect(workOf("dynamic_quantize", ["f32[2,3]"], {}).vectorOperations).toBe(24);
  });

  test("a parameter is single or has a value for each slice along the axis", () => {
    const along = (axis: number, scale: string, zeroPoint: string) =>
      faultsOf("quantize", ["f32[2,3]", scale, zeroPoint], { axis, dtype: "int8" });
    expect(along(1, "f32[3]", "int8[]")).toEqual([]);
    expect(along(0, "f32[1]", "int8[2]")).toEqual([]);
    expect(along(0, "f32[3]", "int8[]")).toEqual(["scale must be a single value or [2], found f32[3]"]);
    expect(along(1, "f32[1,3]", "int8[2]")).toEqual([
      "scale must be a single value or [3], found f32[1,3]",
      "zero_point must be a single value or [3], found int8[2]",
    ]);
    expect(along(2, "f32[3]", "int8[]")[0]).toBe("axis 2 is outside 0…1");
  });

  test("names what does not fit", () => {
    expect(faultsOf("quantize", ["int8[2]", "int8[]", "int8[]"], { dtype: "f16" })).toEqual([
      "input must be of a float type, found int8[2]",
      "scale must be of a float type, found int8[]",
      '"f16" names no integer type',
    ]);
    expect(faultsOf("quantize", ["f32[2]", "f32[]", "int8[]"], { dtype: "uint8" })).toEqual([
      "zero_point must be uint8, found int8[]",
    ]);
    expect(faultsOf("dequantize", ["f32[2]", "f32[]", "uint8[]"], {})).toEqual([
      "input must be of an integer type, found f32[2]",
      "input and zero_point must share a type, found f32[2] and uint8[]",
    ]);
    expect(faultsOf("requantize_dyadic", ["int16[2]", "int8[]", "int32[]", "int8[]"], { dtype: "int8" })).toEqual([
      "accumulator must be int32, found int16[2]",
      "multiplier must be int32, found int8[]",
      "shift must be uint8, found int32[]",
    ]);
    expect(faultsOf("requantize", ["int16[2]", "f64[]", "int8[]"], { dtype: "int8" })).toEqual([
      "accumulator must be int32, found int16[2]",
      "multiplier must be f32, found f64[]",
    ]);
    expect(faultsOf("dynamic_quantize", ["f16[2]"], {})).toEqual(["takes f32, found f16[2]"]);
  });
});

describe("opaque", () => {
  const node = { source: "LSTM", reason: "recurrent" };

  test("has the results that the model records, whatever it reads", () => {
    const types = ["f32[1,2]", "int64[]"];
    expect(inferredTypes("opaque", ["f32[3]", "bool[]"], { ...node, types })).toEqual(types.map(typeOf));
    expect(inferredTypes("opaque", [], { ...node, types })).toEqual(types.map(typeOf));
  });

  test("names types that are none", () => {
    expect(faultsOf("opaque", [], { ...node, types: ["f32[1,]", "f33[1]", "f32"] })).toEqual([
      '"f32[1,]" names no tensor type',
      '"f33[1]" names no tensor type',
      '"f32" names no tensor type',
    ]);
  });
});
