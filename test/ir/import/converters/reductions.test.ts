import { describe, expect, test } from "vitest";
import { tensor } from "../../../../ir/tensor.ts";
import { expectOperator, importOperator, opsOf } from "../../../support/onnx-operator.ts";

const ints = (...values: number[]) => tensor("int64", [values.length], values);
const family = [
  "ReduceL1",
  "ReduceL2",
  "ReduceLogSum",
  "ReduceLogSumExp",
  "ReduceMax",
  "ReduceMean",
  "ReduceMin",
  "ReduceProd",
  "ReduceSum",
  "ReduceSumSquare",
];
/** Axes are an operand from here on. */
const operandFrom = (opType: string): number => (opType === "ReduceSum" ? 13 : 18);

describe("the Reduce family agrees with ONNX Runtime", () => {
  describe.each(family)("%s", opType => {
    const newForm = operandFrom(opType);
    test.each([7, newForm - 1])("axes as an attribute, opset %d", async opset => {
      const reduce = { opType, opset, operands: ["f32[3,4,5]"] };
      await expectOperator(reduce);
      await expectOperator({ ...reduce, attributes: { axes: [1] } });
      await expectOperator({ ...reduce, attributes: { axes: [0, 2], keepdims: 0 } });
    });

    test("negative axes as an attribute", async () => {
      const attributes = { axes: [-1, 0] };
      await expectOperator({ opType, opset: 11, operands: ["f32[3,4,5]"], attributes });
    });

    test.each([newForm, 20, 21])("axes as an operand, opset %d", async opset => {
      const reduce = { opType, opset };
      await expectOperator({ ...reduce, operands: ["f32[3,4,5]"] });
      await expectOperator({ ...reduce, operands: ["f32[3,4,5]", ints(-2)], attributes: { keepdims: 0 } });
      await expectOperator({ ...reduce, operands: ["f32[3,4,5]", ints(2, 0)] });
      await expectOperator({ ...reduce, operands: ["f32[3,4,5]", ints()] });
    });

    test("no axes under noop_with_empty_axes reduce nothing", async () => {
      const attributes = { noop_with_empty_axes: 1 };
      await expectOperator({ opType, opset: newForm, operands: ["f32[3,4]"], attributes });
      await expectOperator({ opType, opset: 18, operands: ["f32[3,4]", ints()], attributes });
    });

    test("a vector and one element", async () => {
      await expectOperator({ opType, opset: 13, operands: ["f32[7]"], attributes: { keepdims: 0 } });
      await expectOperator({ opType, opset: 13, operands: ["f32[1,1]"] });
    });
  });

  test.each([
    ["ReduceSum", "int32"],
    ["ReduceSum", "int64"],
    ["ReduceMean", "int32"],
    ["ReduceProd", "int32"],
    ["ReduceMax", "int64"],
    ["ReduceMax", "uint8"],
    ["ReduceMin", "int8"],
    ["ReduceL1", "int32"],
    ["ReduceL2", "int32"],
    ["ReduceSumSquare", "int32"],
  ])("%s of %s", async (opType, dtype) => {
    const axes = opType === "ReduceSum" ? { operands: [`${dtype}[3,5]`, ints(1)] } : { operands: [`${dtype}[3,5]`] };
    await expectOperator({ opType, opset: 13, ...axes, attributes: opType === "ReduceSum" ? {} : { axes: [1] } });
  });

  test("ReduceMax and ReduceMin of bools", async () => {
    for (const opType of ["ReduceMax", "ReduceMin"])
      await expectOperator({ opType, opset: 20, operands: ["bool[4,3]", ints(1)] });
  });

  test("ReduceMean of integers is computed in f64 and truncated", () => {
    const graph = importOperator({ opType: "ReduceMean", opset: 13, operands: ["int32[4]"] });
    expect(opsOf(graph)).toEqual(["cast", "reduce_mean", "cast"]);
  });

  /** NaN is left out: whether ONNX Runtime's maximum passes it on depends on its place. */
  test("infinities", async () => {
    const elements = { 0: [1, 3, Infinity, 2, -Infinity, -Infinity] };
    for (const opType of ["ReduceMax", "ReduceMin", "ReduceSum", "ReduceLogSumExp"])
      await expectOperator({ opType, opset: 18, operands: ["f32[3,2]", ints(1)], elements });
  });

  test("an axis outside the rank, or one named twice, is refused", () => {
    const reduce = { opType: "ReduceMax", opset: 13, operands: ["f32[3,4]"] };
    expect(() => importOperator({ ...reduce, attributes: { axes: [2] } })).toThrow(
      "its axis 2 lies outside the 2 axes of its operand",
    );
    expect(() => importOperator({ ...reduce, attributes: { axes: [1, -1] } })).toThrow("name an axis twice");
  });

  test("axes that the network computes are refused", () => {
    const reduce = { opType: "ReduceSum", opset: 13, operands: ["f32[3,4]", "int64[1]"] };
    expect(() => importOperator(reduce)).toThrow("must be known at compile time");
  });
});

describe("ArgMax and ArgMin agree with ONNX Runtime", () => {
  /** Small whole numbers, so that there are ties. */
  const elements = { 0: [3, 1, 3, 2, 0, 0, 1, 3, 1, 1, 3, 3] };
  test.each(["ArgMax", "ArgMin"])("%s", async opType => {
    for (const dtype of ["f32", "int32", "int8"])
      for (const opset of [7, 11, 13]) {
        const search = { opType, opset, operands: [`${dtype}[3,4]`], elements };
        await expectOperator(search);
        await expectOperator({ ...search, attributes: { axis: 1, keepdims: 0 } });
        if (opset >= 11) await expectOperator({ ...search, attributes: { axis: -1 } });
        if (opset >= 12) await expectOperator({ ...search, attributes: { axis: 1, select_last_index: 1 } });
      }
  });
});

describe("TopK agrees with ONNX Runtime", () => {
  const results = 2;
  test("k as an attribute", async () => {
    await expectOperator({ opType: "TopK", opset: 7, operands: ["f32[3,5]"], attributes: { k: 2 }, results });
    await expectOperator({ opType: "TopK", opset: 7, operands: ["f32[3,5]"], attributes: { k: 3, axis: 0 }, results });
  });

  test("k as an operand", async () => {
    await expectOperator({ opType: "TopK", opset: 10, operands: ["f32[3,5]", ints(2)], results });
    for (const attributes of [{}, { largest: 0 }, { axis: -2 }, { axis: 0, largest: 0 }])
      await expectOperator({ opType: "TopK", opset: 11, operands: ["f32[3,5]", ints(2)], attributes, results });
    await expectOperator({ opType: "TopK", opset: 11, operands: ["int32[4,6]", ints(6)], results });
  });

  /** NaN is left out: its place depends on which of its algorithms ONNX Runtime takes. */
  test("ties and infinities", async () => {
    const elements = { 0: [1, 3, 3, -Infinity, Infinity, 1] };
    await expectOperator({ opType: "TopK", opset: 11, operands: ["f32[6]", ints(4)], results, elements });
  });

  test("too large a k is refused", () => {
    const search = { opType: "TopK", opset: 11, operands: ["f32[3,5]", ints(6)], results };
    expect(() => importOperator(search)).toThrow("k = 6 is outside 0…5 of f32[3,5]");
  });
});

describe("CumSum agrees with ONNX Runtime", () => {
  test.each([{}, { exclusive: 1 }, { reverse: 1 }, { exclusive: 1, reverse: 1 }])("%o", async attributes => {
    for (const opset of [11, 14])
      for (const axis of [0, 1, -1]) {
        const operands = ["f32[3,5]", tensor("int32", [], [axis])];
        await expectOperator({ opType: "CumSum", opset, operands, attributes });
      }
    await expectOperator({ opType: "CumSum", opset: 11, operands: ["int32[4,3]", ints(1)], attributes });
  });
});
