import { describe, expect, test } from "vitest";
import type { Tensor } from "../../../../ir/tensor.ts";
import { expectOperator, importOperator, opsOf } from "../../../support/onnx-operator.ts";
import { tensorOfType } from "../../../support/operators.ts";

describe("Softmax, LogSoftmax and Hardmax agree with ONNX Runtime", () => {
  const shapes = ["f32[2,3,4,5]", "f32[3,7]", "f32[2,5,1,1]"];
  describe.each(["Softmax", "LogSoftmax", "Hardmax"])("%s", opType => {
    test.each([7, 12])("over all axes from one on, opset %d", async opset => {
      for (const shape of shapes) await expectOperator({ opType, opset, operands: [shape] });
      for (const axis of [0, 2, 3])
        await expectOperator({ opType, opset, operands: ["f32[2,3,4,5]"], attributes: { axis } });
    });

    test("over all axes from a negative one on", async () => {
      await expectOperator({ opType, opset: 11, operands: ["f32[2,3,4,5]"], attributes: { axis: -2 } });
    });

    test.each([13, 21])("along one axis, opset %d", async opset => {
      for (const shape of shapes) await expectOperator({ opType, opset, operands: [shape] });
      for (const axis of [0, 1, -2])
        await expectOperator({ opType, opset, operands: ["f32[2,3,4,5]"], attributes: { axis } });
    });
  });

  test("reshapes only where axes must be joined", () => {
    const ops = (shape: string, opset: number) =>
      opsOf(importOperator({ opType: "Softmax", opset, operands: [shape] }));
    expect(ops("f32[2,3,4]", 12)).toEqual(["reshape", "softmax", "reshape"]);
    expect(ops("f32[2,3,4]", 13)).toEqual(["softmax"]);
    expect(ops("f32[2,10]", 7)).toEqual(["softmax"]);
    expect(ops("f32[2,10,1,1]", 7)).toEqual(["softmax"]);
  });

  test("an axis outside the rank is refused", () => {
    const softmax = { opType: "Softmax", opset: 13, operands: ["f32[2,3]"], attributes: { axis: 2 } };
    expect(() => importOperator(softmax)).toThrow("its axis 2 lies outside the 2 axes of its operand");
  });
});

describe("BatchNormalization", () => {
  const operands = ["f32[2,3,4,5]", "f32[3]", "f32[3]", "f32[3]", "f32[3]"];
  const elements = { 4: [0.5, 1, 2] };

  test.each([7, 8, 9, 13, 14, 15])("agrees with ONNX Runtime, opset %d", async opset => {
    await expectOperator({ opType: "BatchNormalization", opset, operands, elements });
    const attributes = { epsilon: { float: 0.1 } };
    await expectOperator({ opType: "BatchNormalization", opset, operands, elements, attributes });
  });

  test.each([
    ["of rank 2", "f32[4,3]"],
    ["of rank 3", "f32[2,3,5]"],
    ["of rank 5", "f32[2,3,2,1,2]"],
  ])("%s", async (_, input) => {
    const shaped = [input, ...operands.slice(1)];
    await expectOperator({ opType: "BatchNormalization", opset: 9, operands: shaped, elements });
  });

  test("with parameters for every place (spatial = 0) by hand: 3 · (x - 1) / √(3 + 1) + 5", () => {
    const constant = (value: number): Tensor => tensorOfType("f32[1,2]", [value, value]);
    const graph = importOperator({
      opType: "BatchNormalization",
      opset: 7,
      operands: ["f32[2,1,2]", constant(3), constant(5), constant(1), constant(3)],
      attributes: { spatial: 0, epsilon: { float: 1 } },
    });
    expect(opsOf(graph)).toEqual(["sub", "div", "mul", "add"]);
    expect(graph.constants.find(({ id }) => id === graph.nodes[1]?.operands[1])?.data).toEqual(Float32Array.of(2, 2));
  });

  test("results that exist in training only may be declared, not read", () => {
    const normalize = { opType: "BatchNormalization", opset: 9, operands, results: 5 };
    expect(() => importOperator(normalize)).toThrow("its result result1 is read, but");
  });

  test("training mode is refused", () => {
    const attributes = { training_mode: 1 };
    expect(() => importOperator({ opType: "BatchNormalization", opset: 14, operands, attributes })).toThrow(
      "it runs in training mode",
    );
  });
});

describe("LayerNormalization agrees with ONNX Runtime", () => {
  test.each([
    [{}, "f32[5]"],
    [{ axis: -2 }, "f32[4,5]"],
    [{ axis: 1 }, "f32[3,4,5]"],
    [{ axis: 0, epsilon: { float: 0.5 } }, "f32[2,3,4,5]"],
  ])("%o", async (attributes, parameter) => {
    const layer = { opType: "LayerNormalization", opset: 17, attributes };
    await expectOperator({ ...layer, operands: ["f32[2,3,4,5]", parameter, parameter] });
    await expectOperator({ ...layer, operands: ["f32[2,3,4,5]", parameter] });
  });

  test("with its mean and inverse deviation", async () => {
    const operands = ["f32[2,3,4]", "f32[4]", "f32[4]"];
    await expectOperator({ opType: "LayerNormalization", opset: 17, operands, results: 3 });
  });
});

describe("the other normalizations agree with ONNX Runtime", () => {
  test.each(["f32[2,3,4,5]", "f32[2,3,7]"])("InstanceNormalization of %s", async input => {
    const operands = [input, "f32[3]", "f32[3]"];
    await expectOperator({ opType: "InstanceNormalization", opset: 7, operands });
    const attributes = { epsilon: { float: 0.25 } };
    await expectOperator({ opType: "InstanceNormalization", opset: 21, operands, attributes });
  });

  test.each([{ size: 3 }, { size: 1 }, { size: 5, alpha: { float: 2 }, beta: { float: 0.5 }, bias: { float: 2 } }])(
    "LRN with %o",
    async attributes => {
      for (const opset of [7, 13])
        await expectOperator({ opType: "LRN", opset, operands: ["f32[2,7,3,2]"], attributes });
    },
  );

  test.each([{}, { axis: 0 }, { axis: 1, p: 1 }, { axis: -2, p: 2 }])("LpNormalization with %o", async attributes => {
    await expectOperator({ opType: "LpNormalization", opset: 7, operands: ["f32[3,4,5]"], attributes });
  });

  test.each([{}, { axes: [0, 2, 3] }, { axes: [1, 2, 3] }, { axes: [2, 3] }])(
    "MeanVarianceNormalization with %o",
    async attributes => {
      for (const opset of [9, 13])
        await expectOperator({ opType: "MeanVarianceNormalization", opset, operands: ["f32[2,3,4,5]"], attributes });
    },
  );

  test.each([1, 2, 4])("GroupNormalization in %d groups, a scale per channel", async num_groups => {
    const operands = ["f32[2,4,3,5]", "f32[4]", "f32[4]"];
    await expectOperator({ opType: "GroupNormalization", opset: 21, operands, attributes: { num_groups } });
    const attributes = { num_groups, epsilon: { float: 0.5 } };
    await expectOperator({ opType: "GroupNormalization", opset: 21, operands, attributes });
  });

  test.each([1, 2, 4])("GroupNormalization in %d groups, a scale per group", async num_groups => {
    const operands = ["f32[2,4,3,5]", `f32[${num_groups}]`, `f32[${num_groups}]`];
    await expectOperator({ opType: "GroupNormalization", opset: 18, operands, attributes: { num_groups } });
  });

  test("groups must share the channels evenly", () => {
    const attributes = { num_groups: 3 };
    const operands = ["f32[2,4,3]", "f32[4]", "f32[4]"];
    expect(() => importOperator({ opType: "GroupNormalization", opset: 21, operands, attributes })).toThrow(
      "its 4 channels do not split into 3 groups",
    );
  });
});
