import { describe, expect, test } from "vitest";
import { scalar, tensor } from "../../../../ir/tensor.ts";
import { expectOperator, importOperator } from "../../../support/onnx-operator.ts";

describe("Trilu agrees with ONNX Runtime", () => {
  test.each([{}, { upper: 0 }])("%o", async attributes => {
    for (const opset of [14, 21]) {
      await expectOperator({ opType: "Trilu", opset, operands: ["f32[2,4,5]"], attributes });
      for (const k of [-7, -1, 0, 2, 9])
        await expectOperator({ opType: "Trilu", opset, operands: ["int64[4,3]", scalar("int64", k)], attributes });
    }
  });
});

describe("OneHot agrees with ONNX Runtime", () => {
  const elements = { 0: [0, 3, -1, -4, 4, -5] };
  const operands = ["int64[2,3]", scalar("int64", 4), tensor("f32", [2], [2, 5])];

  test.each([{}, { axis: 0 }, { axis: 1 }, { axis: -2 }])("%o", async attributes => {
    for (const opset of [9, 11]) await expectOperator({ opType: "OneHot", opset, operands, attributes, elements });
  });

  test("other types, and depth as a vector of one", async () => {
    const others = ["int32[6]", tensor("int32", [1], [4]), tensor("f32", [2], [0, 1])];
    await expectOperator({ opType: "OneHot", opset: 11, operands: others, elements });
    const floats = ["f32[6]", tensor("int64", [1], [4]), tensor("int64", [2], [0, 7])];
    await expectOperator({ opType: "OneHot", opset: 11, operands: floats, elements });
  });

  test("values must be a pair", () => {
    const lone = ["int64[3]", scalar("int64", 4), tensor("f32", [1], [1])];
    expect(() => importOperator({ opType: "OneHot", opset: 11, operands: lone })).toThrow(
      "its values must be a pair [off, on], found 1 of them",
    );
  });
});
