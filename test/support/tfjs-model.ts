/** Writes TensorFlow.js models for tests: a model.json and its shards. */
import type { ShardReader } from "../../ir/import/tfjs/weights.ts";
import type { Tensor } from "../../ir/tensor.ts";

export interface TestTfjsModel {
  readonly bytes: Uint8Array;
  readonly shards: ShardReader;
}

const tfjsTypes: Readonly<Record<string, string>> = { f32: "float32", int32: "int32", bool: "bool" };

/** All weights in one group of two shards, cut anywhere. */
export const tfjsModel = (
  modelTopology: unknown,
  weights: Readonly<Record<string, Tensor>>,
  more: Readonly<Record<string, unknown>> = {},
): TestTfjsModel => {
  const parts = Object.values(weights).map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  const whole = Uint8Array.from(parts.flatMap(part => [...part]));
  const files = new Map([
    ["group1-shard1of2.bin", whole.subarray(0, 3)],
    ["group1-shard2of2.bin", whole.subarray(3)],
  ]);
  const specs = Object.entries(weights).map(([name, { type }]) => ({
    name,
    shape: type.dims,
    dtype: tfjsTypes[type.dtype] ?? type.dtype,
  }));
  const weightsManifest = specs.length === 0 ? [] : [{ paths: [...files.keys()], weights: specs }];
  return {
    bytes: new TextEncoder().encode(JSON.stringify({ format: "test", modelTopology, weightsManifest, ...more })),
    shards: path => {
      const bytes = files.get(path);
      return bytes === undefined ? { kind: "missing" } : { kind: "data", bytes };
    },
  };
};

export interface TestLayer {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** A Sequential model over an input of `shape` (without the batch). Weights are named `layer/weight`. */
export const sequentialModel = (
  shape: readonly number[],
  layers: readonly TestLayer[],
  weights: Readonly<Record<string, Tensor>> = {},
): TestTfjsModel => {
  const input = { class_name: "InputLayer", config: { name: "x", batch_input_shape: [1, ...shape], dtype: "float32" } };
  return tfjsModel(
    { model_config: { class_name: "Sequential", config: { name: "net", layers: [input, ...layers] } } },
    weights,
  );
};

export interface TestNode {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr?: Readonly<Record<string, unknown>>;
}

/** Attributes as GraphDef writes them in JSON. */
export const attr = {
  ints: (...values: readonly number[]) => ({ list: { i: values.map(String) } }),
  texts: (...values: readonly string[]) => ({ list: { s: values.map(value => btoa(value)) } }),
  text: (value: string) => ({ s: btoa(value) }),
  int: (value: number) => ({ i: String(value) }),
  float: (value: number) => ({ f: value }),
  flag: (value: boolean) => ({ b: value }),
  type: (value: string) => ({ type: value }),
  shape: (...dims: readonly number[]) => ({ shape: { dim: dims.map(size => ({ size: String(size) })) } }),
} as const;

/** A graph model: placeholders of the given shapes, constants, and nodes; its output is the last node. */
export const graphModel = (
  inputs: Readonly<Record<string, readonly number[]>>,
  nodes: readonly TestNode[],
  weights: Readonly<Record<string, Tensor>> = {},
): TestTfjsModel => {
  const placeholders = Object.entries(inputs).map(([name, dims]) => ({
    name,
    op: "Placeholder",
    attr: { dtype: attr.type("DT_FLOAT"), shape: attr.shape(...dims) },
  }));
  const constants = Object.keys(weights).map(name => ({ name, op: "Const", attr: { dtype: attr.type("DT_FLOAT") } }));
  return tfjsModel({ node: [...placeholders, ...constants, ...nodes] }, weights);
};
