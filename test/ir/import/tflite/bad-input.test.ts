/** Faults of TensorFlow Lite files: each named in the user's terms, with what to do. */
import { describe, expect, test } from "vitest";
import { importTflite } from "../../../../ir/import/tflite/import-tflite.ts";
import type { ImportOptions } from "../../../../ir/import/conversion/imported-model.ts";
import { tfliteModel, type TestTfliteModel } from "../../../support/tflite-model.ts";

const valid: TestTfliteModel = {
  tensors: {
    x: { dtype: "f32", dims: [1, 4], signature: [-1, 4] },
    y: { dtype: "f32", dims: [1, 4], signature: [-1, 4] },
  },
  operators: [{ opType: "ABS", inputs: ["x"], outputs: ["y"] }],
  inputs: ["x"],
  outputs: ["y"],
};
const messageOf = (bytes: Uint8Array, options: ImportOptions = {}): string => {
  try {
    importTflite(bytes, { file: "model.tflite", ...options });
  } catch (error) {
    return (error as Error).message;
  }
  return "imported";
};
const faultOf = (changes: Partial<TestTfliteModel>, options?: ImportOptions): string =>
  messageOf(tfliteModel({ ...valid, ...changes }), options);

test("the model that the others are made from is imported", () => {
  expect(faultOf({})).toBe("imported");
});

describe("no whole model", () => {
  test("empty, of another format, of another version", () => {
    expect(messageOf(new Uint8Array(0))).toMatch(/^model\.tflite: error\[TFLITE_EMPTY\]/);
    expect(messageOf(new TextEncoder().encode("not a model at all"))).toMatch(
      /TFLITE_NOT_A_MODEL.*bytes 4 to 7 are 61 20 6d 6f/,
    );
    expect(faultOf({ version: 1 })).toMatch(/TFLITE_SCHEMA.*version 1 of TensorFlow Lite's schema, supported is 3/);
  });

  test("cut anywhere: never a stack trace, mostly a fault", () => {
    const bytes = tfliteModel(valid);
    const messages = Array.from({ length: bytes.length }, (_, length) => messageOf(bytes.subarray(0, length)));
    expect(messages.filter(message => message !== "imported" && !/error\[TFLITE_/.test(message))).toEqual([]);
    expect(messages.slice(0, -64).filter(message => message === "imported")).toEqual([]);
  });

  test("an offset that leads outside", () => {
    const bytes = tfliteModel(valid);
    new DataView(bytes.buffer).setUint32(0, 0x7fffffff, true);
    expect(messageOf(bytes)).toMatch(
      /TFLITE_DAMAGED.*an offset leads to byte \d+, the file has \d+[^]*download or convert/,
    );
  });
});

describe("a graph that does not hang together", () => {
  test("a tensor that is not there, that nothing makes, that two operators make", () => {
    expect(faultOf({ operators: [{ opType: "ABS", inputs: ["gone"], outputs: ["y"] }] })).not.toBe("imported");
    const tensors = { ...valid.tensors, z: { dtype: "f32", dims: [1, 4] } } as const;
    expect(faultOf({ tensors, operators: [{ opType: "ABS", inputs: ["z"], outputs: ["y"] }] })).toMatch(
      /TFLITE_DANGLING.*operator y reads z, which nothing in the model makes/,
    );
    const twice = { opType: "ABS", inputs: ["x"], outputs: ["y"] };
    expect(faultOf({ operators: [twice, twice] })).toMatch(/\(y\).*TFLITE_TWICE.*by operator y and by operator y\.2/);
  });

  test("a circle", () => {
    const tensors = { ...valid.tensors, a: { dtype: "f32", dims: [1, 4] }, b: { dtype: "f32", dims: [1, 4] } } as const;
    const operators = [
      { opType: "ADD", inputs: ["x", "b"], outputs: ["a"] },
      { opType: "ABS", inputs: ["a"], outputs: ["b"] },
      { opType: "ABS", inputs: ["b"], outputs: ["y"] },
    ];
    expect(faultOf({ tensors, operators })).toMatch(/TFLITE_CYCLE.*in a circle: a → b → a/);
  });

  test("no output", () => {
    expect(faultOf({ outputs: [] })).toMatch(/TFLITE_NO_OUTPUT/);
  });

  test("a weight whose data do not fit its shape", () => {
    const tensors = { ...valid.tensors, w: { dtype: "f32", dims: [5], data: new Float32Array(4) } } as const;
    const operators = [{ opType: "ADD", inputs: ["x", "w"], outputs: ["y"] }];
    expect(faultOf({ tensors, operators })).toMatch(/\(w\).*TFLITE_TENSOR.*has 16 bytes of data, its shape needs 20/);
  });
});

describe("operators", () => {
  test("unknown, custom, and impossible ones are named with their layer and what to do", () => {
    expect(faultOf({ operators: [{ opType: "LSTM", inputs: ["x"], outputs: ["y"] }] })).toMatch(
      /model\.tflite \(y\): error\[TFLITE_UNSUPPORTED\]: LSTM cannot be mapped: recurrent[^]*unroll/,
    );
    expect(faultOf({ operators: [{ opType: "IF", inputs: ["x"], outputs: ["y"] }] })).toMatch(/decided at run time/);
    const custom = { opType: "CUSTOM", custom: "FlexErf", inputs: ["x"], outputs: ["y"] };
    expect(faultOf({ operators: [custom] })).toMatch(
      /FlexErf cannot be mapped: it is a custom operator[^]*builtin operators only/,
    );
  });

  test("with --allow-unsupported they stay, as far as the model records their results", () => {
    const tensors = { x: { dtype: "f32", dims: [1, 4] }, y: { dtype: "f32", dims: [1, 4] } } as const;
    const operators = [{ opType: "CUSTOM", custom: "Mine", inputs: ["x"], outputs: ["y"] }];
    const { graph, unsupported } = importTflite(tfliteModel({ ...valid, tensors, operators }), {
      allowUnsupported: true,
    });
    expect(graph.nodes.map(({ op, origins }) => [op, origins])).toEqual([["opaque", ["y"]]]);
    expect(unsupported.map(({ name }) => name)).toEqual(["y"]);
  });

  test("a fault that the operator's definition finds", () => {
    const tensors = { ...valid.tensors, w: { dtype: "f32", dims: [3], data: new Float32Array(3) } } as const;
    expect(faultOf({ tensors, operators: [{ opType: "ADD", inputs: ["x", "w"], outputs: ["y"] }] })).toMatch(
      /\(y\).*ADD cannot be mapped: add: /,
    );
  });
});

describe("open dimensions", () => {
  test("have the recorded size unless they are bound", () => {
    const model = tfliteModel(valid);
    expect(importTflite(model).graph.inputs[0]?.type.dims).toEqual([1, 4]);
    const bound = importTflite(model, { bindings: new Map([["x.0", 8]]) });
    expect(bound.graph.outputs.length).toBe(1);
    expect(bound.graph.inputs[0]?.type.dims).toEqual([8, 4]);
    expect(bound.boundSymbols.map(({ symbol, value }) => [symbol, value])).toEqual([["x.0", 8]]);
  });

  test("a name that fits none", () => {
    expect(faultOf({}, { bindings: new Map([["x.1", 8]]) })).toMatch(/TFLITE_UNKNOWN_BINDING.*no open dimension x\.1/);
    expect(faultOf({}, { bindings: new Map([["x.0", 0]]) })).toMatch(/TFLITE_ILLEGAL_BINDING/);
  });
});
