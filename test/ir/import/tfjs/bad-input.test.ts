/** Faults of TensorFlow.js models: each named in the user's terms, with what to do. */
import { describe, expect, test } from "vitest";
import { importTfjs, type TfjsImportOptions } from "../../../../ir/import/tfjs/import-tfjs.ts";
import type { ShardReader } from "../../../../ir/import/tfjs/weights.ts";
import { tensor } from "../../../../ir/tensor.ts";
import { attr, graphModel, sequentialModel, type TestTfjsModel } from "../../../support/tfjs-model.ts";

const messageOf = (bytes: Uint8Array, options: TfjsImportOptions = {}): string => {
  try {
    importTfjs(bytes, { file: "model.json", ...options });
  } catch (error) {
    return (error as Error).message;
  }
  return "imported";
};
const text = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const faultOf = ({ bytes, shards }: TestTfjsModel, options: TfjsImportOptions = {}): string =>
  messageOf(bytes, { shards, ...options });

const dense = sequentialModel([2], [{ class_name: "Dense", config: { name: "it", units: 1, use_bias: false } }], {
  "it/kernel": tensor("f32", [2, 1], [1, 2]),
});

test("the model that the others are made from is imported", () => {
  expect(faultOf(dense)).toBe("imported");
});

describe("no model", () => {
  test("text cut short, JSON of something else, a topology that is none", () => {
    expect(messageOf(dense.bytes.subarray(0, 50))).toMatch(/^model\.json: error\[TFJS_NOT_JSON\]/);
    expect(messageOf(text({ name: "package" }))).toMatch(/TFJS_NOT_A_MODEL.*it has no modelTopology/);
    expect(messageOf(text([]))).toMatch(/TFJS_MALFORMED.*the file must be an object, found a list/);
    expect(messageOf(text({ modelTopology: { class_name: "Tree", config: {} } }))).toMatch(
      /modelTopology\.class_name is Tree; Sequential, Functional and Model are known/,
    );
    expect(messageOf(text({ modelTopology: { node: [{ name: 3 }] } }))).toMatch(
      /modelTopology\.node\[0\]\.name must be text, found a number/,
    );
  });
});

describe("shards", () => {
  const answering =
    (change: (path: string) => ReturnType<ShardReader>): ShardReader =>
    path =>
      path.startsWith("group1-shard2") ? change(path) : dense.shards(path);

  test("missing, short, long, outside", () => {
    expect(faultOf(dense, { shards: answering(() => ({ kind: "missing" })) })).toMatch(
      /TFJS_SHARD_MISSING.*group1-shard2of2\.bin is missing, which holds it\/kernel[^]*into one folder/,
    );
    const bytes = new Uint8Array(4);
    expect(faultOf(dense, { shards: answering(() => ({ kind: "data", bytes })) })).toMatch(
      /TFJS_SHARD_SIZE.*need 8 bytes of group1-shard1of2\.bin, group1-shard2of2\.bin, found 7/,
    );
    expect(faultOf(dense, { shards: answering(() => ({ kind: "data", bytes: new Uint8Array(9) })) })).toMatch(
      /found 12/,
    );
    expect(faultOf(dense, { shards: answering(() => ({ kind: "outside" })) })).toMatch(/TFJS_SHARD_OUTSIDE/);
  });

  test("a path that leaves the folder is never asked for", () => {
    const model = { modelTopology: { node: [] }, weightsManifest: [{ paths: ["../secret"], weights: [] }] };
    const shards: ShardReader = path => {
      throw new Error(`asked for ${path}`);
    };
    expect(messageOf(text(model), { shards })).toMatch(/TFJS_SHARD_OUTSIDE.*"\.\.\/secret"/);
  });
});

describe("weights", () => {
  test("a layer without its weight", () => {
    const model = sequentialModel([2], [{ class_name: "Dense", config: { name: "it", units: 1 } }], {
      "it/kernel": tensor("f32", [2, 1], [1, 2]),
    });
    expect(faultOf(model)).toMatch(/\(it\).*TFJS_WEIGHT_MISSING.*no weight it\/bias/);
  });

  test("quantized ones: value = code · scale + min, 16-bit floats as they are", () => {
    const weights = [
      { name: "a", shape: [3], dtype: "float32", quantization: { dtype: "uint8", scale: 0.5, min: -1 } },
      { name: "b", shape: [1], dtype: "float32", quantization: { dtype: "float16", original_dtype: "float32" } },
      { name: "c", shape: [1], dtype: "int32", quantization: { dtype: "uint16", scale: 1, min: -3 } },
    ];
    const bytes = Uint8Array.of(0, 2, 255, 0x00, 0x3c, 10, 1);
    const node = [
      ...["a", "b", "c"].map(name => ({ name, op: "Const" })),
      { name: "y", op: "AddV2", input: ["a", "b"] },
      { name: "z", op: "Identity", input: ["c"] },
    ];
    const model = text({ modelTopology: { node }, weightsManifest: [{ paths: ["w"], weights }] });
    const { graph } = importTfjs(model, { shards: () => ({ kind: "data", bytes }) });
    const byName = new Map(graph.outputs.map(({ name, value }) => [name, value]));
    const elements = (name: string): number[] => [
      ...(graph.constants.find(({ id }) => id === byName.get(name))?.data ?? []),
    ];
    expect(elements("y")).toEqual([0, 1, 127.5]);
    expect(elements("z")).toEqual([263]);
  });
});

describe("a graph that does not hang together", () => {
  test("dangling, circular, twice, constants without a weight", () => {
    const x = { x: [1] };
    expect(faultOf(graphModel(x, [{ name: "y", op: "Relu", input: ["gone"] }]))).toMatch(
      /\(y\).*TFJS_DANGLING.*reads gone/,
    );
    const circle = [
      { name: "a", op: "AddV2", input: ["x", "b"] },
      { name: "b", op: "Relu", input: ["a"] },
      { name: "y", op: "Relu", input: ["b"] },
    ];
    expect(faultOf(graphModel(x, circle))).toMatch(/TFJS_CYCLE.*a → b → a/);
    const twice = { name: "y", op: "Relu", input: ["x"] };
    expect(faultOf(graphModel(x, [twice, twice]))).toMatch(/TFJS_TWICE/);
    expect(
      faultOf(
        graphModel(x, [
          { name: "c", op: "Const" },
          { name: "y", op: "AddV2", input: ["x", "c"] },
        ]),
      ),
    ).toMatch(/\(c\).*TFJS_TENSOR.*not among the model's weights/);
  });

  test("open dimensions are named and can be bound", () => {
    const open = graphModel({ x: [-1, -1] }, [{ name: "y", op: "Relu", input: ["x"] }]);
    expect(faultOf(open)).toMatch(/TFJS_UNBOUND.*x\.1 \(axis 1 of input x\)[^]*--bind x\.1=1/);
    const dimsFor = (...bindings: readonly (readonly [string, number])[]) =>
      importTfjs(open.bytes, { shards: open.shards, bindings: new Map(bindings) }).graph.inputs[0]?.type.dims;
    expect(dimsFor(["x.0", 3], ["x.1", 4])).toEqual([3, 4]);
    // The batch is one sample unless it is bound.
    expect(dimsFor(["x.1", 4])).toEqual([1, 4]);
  });
});

test("operators and layers that can't be mapped are named with what to do", () => {
  const loop = graphModel({ x: [1] }, [{ name: "y", op: "While", input: ["x"] }]);
  expect(faultOf(loop)).toMatch(
    /\(y\): error\[TFJS_UNSUPPORTED\]: While cannot be mapped.*at run time[^]*loops unrolled/,
  );
  const lstm = sequentialModel([2, 2], [{ class_name: "LSTM", config: { name: "memory" } }]);
  expect(faultOf(lstm)).toMatch(/\(memory\).*LSTM cannot be mapped: recurrent/);
  const strange = graphModel({ x: [1, 4, 4, 1] }, [
    { name: "y", op: "MaxPool", input: ["x"], attr: { ksize: attr.ints(1, 2, 2, 1), padding: attr.text("ODD") } },
  ]);
  expect(faultOf(strange)).toMatch(/\(y\).*its padding ODD is not supported/);
});
