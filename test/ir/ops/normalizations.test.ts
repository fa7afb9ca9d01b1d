import { describe, expect, test } from "vitest";
import { faultsOf, inferredTypes, typeOf, workOf } from "../../support/operators.ts";

const channels = Array.from({ length: 4 }, () => "f32[3]");

describe("normalizations", () => {
  test("all keep the input's type", () => {
    const types = [typeOf("f32[2,3,4]")];
    expect(inferredTypes("softmax", ["f32[2,3,4]"], { axis: 1 })).toEqual(types);
    expect(inferredTypes("log_softmax", ["f32[2,3,4]"], { axis: 0 })).toEqual(types);
    expect(inferredTypes("lp_normalization", ["f32[2,3,4]"], { axis: 2 })).toEqual(types);
    expect(inferredTypes("layer_normalization", ["f32[2,3,4]"], { axis: 1 })).toEqual(types);
    expect(inferredTypes("batch_normalization", ["f32[2,3,4]", ...channels], {})).toEqual(types);
    expect(inferredTypes("instance_normalization", ["f32[2,3,4]", "f32[3]", "f32[3]"], {})).toEqual(types);
    expect(inferredTypes("local_response_normalization", ["f32[2,3,4]"], { size: 5 })).toEqual(types);
  });

  /** 24 elements; the counts follow the formulas in the summaries. */
  test("work, counted by hand", () => {
    const input = "f32[2,3,4]";
    // maximum, difference, exp, sum, quotient
    expect(workOf("softmax", [input], { axis: 1 }).vectorOperations).toBe(5 * 24);
    // maximum, difference, exp, sum, difference; one logarithm for each of 8 lines
    expect(workOf("log_softmax", [input], { axis: 1 }).vectorOperations).toBe(5 * 24 + 8);
    // square, sum, quotient; one root for each of 6 lines
    expect(workOf("lp_normalization", [input], { axis: 2, p: 2 }).vectorOperations).toBe(3 * 24 + 6);
    expect(workOf("lp_normalization", [input], { axis: 2, p: 1 }).vectorOperations).toBe(3 * 24);
    // difference, ·, quotient, +; + epsilon and root for each of 3 channels
    expect(workOf("batch_normalization", [input, ...channels], {}).vectorOperations).toBe(4 * 24 + 2 * 3);
    // sum, difference, square, sum, quotient, ·, +; two quotients, + epsilon and root for each of 6 planes
    expect(workOf("instance_normalization", [input, "f32[3]", "f32[3]"], {}).vectorOperations).toBe(7 * 24 + 4 * 6);
    expect(workOf("layer_normalization", [input], { axis: 1 }).vectorOperations).toBe(5 * 24 + 4 * 2);
    expect(workOf("layer_normalization", [input, "f32[4]", "f32[4]"], { axis: 2 }).vectorOperations).toBe(
      7 * 24 + 4 * 6,
    );
    // square, 4 additions, ·, +, power, quotient
    expect(workOf("local_response_normalization", [input], { size: 5 }).vectorOperations).toBe(9 * 24);
  });

  test("faults of the input", () => {
    expect(faultsOf("softmax", ["int8[2]"], { axis: 0 })).toEqual([
      "softmax takes a float operand of rank 1 or more, found int8[2]",
    ]);
    expect(faultsOf("softmax", ["f32[2]"], { axis: 1 })).toEqual(["axis 1 is outside 0…0"]);
    expect(faultsOf("softmax", ["f32[]"], { axis: 0 })).toHaveLength(2);
    expect(faultsOf("batch_normalization", ["f32[2]", ...channels], {})).toEqual([
      "batch_normalization takes a float operand of rank 2 or more, found f32[2]",
    ]);
    expect(faultsOf("instance_normalization", ["f32[2,3]", "f32[3]", "f32[3]"], {})).toHaveLength(1);
    expect(faultsOf("local_response_normalization", ["f32[2,3,4]"], { size: 0 })).toEqual([
      "size must be positive, found 0",
    ]);
    expect(faultsOf("lp_normalization", ["f32[2]"], { axis: 0, p: 3 })).toEqual(["p must be 1 or 2, found 3"]);
  });

  test("faults of the parameters, all at once", () => {
    expect(faultsOf("batch_normalization", ["f32[2,3]", "f32[3]", "f32[4]", "f16[3]", "f32[3,1]"], {})).toEqual([
      "bias must be f32[3], found f32[4]",
      "mean must be f32[3], found f16[3]",
      "variance must be f32[3], found f32[3,1]",
    ]);
    expect(faultsOf("layer_normalization", ["f32[2,3,4]", "f32[3]", "f32[4]"], { axis: 2 })).toEqual([
      "scale and bias must broadcast to f32[4], found f32[3]",
    ]);
    expect(faultsOf("layer_normalization", ["f32[2,3,4]", "f32[1]", "f32[3,1]"], { axis: 1 })).toEqual([]);
  });
});
