/** Damaged TensorFlow.js models: whatever the file holds, the import ends in a valid graph or in errors that can be read. */
import { describe, expect, test } from "vitest";
import { importTfjs } from "../../ir/import/tfjs/import-tfjs.ts";
import { convertedClasses } from "../../ir/import/tfjs/layers/converters/index.ts";
import { convertedOpTypes } from "../../ir/import/tfjs/graph/converters/index.ts";
import { tensor } from "../../ir/tensor.ts";
import { verifyGraph } from "../../ir/verify.ts";
import { type RandomStream, randomStream } from "../../support/random.ts";
import { damageBytes } from "../support/damage-bytes.ts";
import { outcomeOf } from "../support/import-outcome.ts";
import { attr, graphModel, sequentialModel, type TestTfjsModel } from "../support/tfjs-model.ts";

const weight = tensor("f32", [1, 1, 2, 2], [1, 2, 3, 4]);
const layers = sequentialModel(
  [4, 4, 2],
  [
    {
      class_name: "Conv2D",
      config: { name: "a", kernel_size: [1, 1], padding: "same", use_bias: false, activation: "relu" },
    },
    { class_name: "MaxPooling2D", config: { name: "b", pool_size: [2, 2], strides: [2, 2] } },
    {
      class_name: "ZeroPadding2D",
      config: {
        name: "c",
        padding: [
          [1, 0],
          [0, 1],
        ],
      },
    },
    { class_name: "UpSampling2D", config: { name: "d", size: [2, 2], interpolation: "bilinear" } },
    { class_name: "Reshape", config: { name: "e", target_shape: [6, -1] } },
    { class_name: "GlobalAveragePooling1D", config: { name: "f" } },
    { class_name: "Softmax", config: { name: "g", axis: -1 } },
  ],
  { "a/kernel": weight },
);
const window = { strides: attr.ints(1, 1, 1, 1), padding: attr.text("SAME") };
const graph = graphModel(
  { x: [1, 4, 4, 2] },
  [
    {
      name: "a",
      op: "_FusedConv2D",
      input: ["x", "w", "b"],
      attr: { ...window, fused_ops: attr.texts("BiasAdd", "Relu") },
    },
    { name: "c", op: "MaxPool", input: ["a"], attr: { ...window, ksize: attr.ints(1, 2, 2, 1) } },
    { name: "d", op: "AddV2", input: ["c", "x"] },
    { name: "e", op: "Mean", input: ["d", "axes"], attr: { keep_dims: attr.flag(false) } },
    { name: "f", op: "Split", input: ["axis", "e"], attr: { num_split: attr.int(2) } },
    { name: "g", op: "ConcatV2", input: ["f:1", "f", "axis"] },
    { name: "h", op: "StridedSlice", input: ["g", "from", "to", "one"], attr: { begin_mask: attr.int(1) } },
    { name: "y", op: "Softmax", input: ["h"] },
  ],
  {
    w: weight,
    b: tensor("f32", [2], [1, 2]),
    axes: tensor("int32", [2], [1, 2]),
    axis: tensor("int32", [], [1]),
    from: tensor("int32", [2], [0, 0]),
    to: tensor("int32", [2], [1, 2]),
    one: tensor("int32", [2], [1, 1]),
  },
);

const mutations = 1000;

describe.each([
  { name: "layers", model: layers, donor: graph },
  { name: "graph", model: graph, donor: layers },
])("$name", ({ name, model, donor }) => {
  test("undamaged is imported", () => {
    expect(verifyGraph(importTfjs(model.bytes, { shards: model.shards }).graph)).toEqual([]);
  });

  test(`${mutations} mutations give valid graphs or readable errors`, () => {
    const outcomes = { graph: 0, error: 0 };
    for (let seed = 0; seed < mutations; seed++) {
      const random = randomStream(seed);
      const damaged = damage(model, donor, random);
      const options = { file: "model.json", shards: model.shards, allowUnsupported: random.integer(0, 1) === 0 };
      outcomes[outcomeOf(() => importTfjs(damaged, options).graph, `mutation ${seed} of ${name}`)] += 1;
    }
    expect(Math.min(outcomes.graph, outcomes.error)).toBeGreaterThan(mutations / 20);
  });
});

/** Bytes seldom, since most break the JSON; else a value somewhere in it. */
const damage = (model: TestTfjsModel, donor: TestTfjsModel, random: RandomStream): Uint8Array => {
  if (random.integer(0, 4) === 0) return damageBytes(model.bytes, donor.bytes, random);
  const parsed: unknown = JSON.parse(new TextDecoder().decode(model.bytes));
  for (let i = random.integer(1, 2); i > 0; i--) editSomewhere(parsed, random);
  return new TextEncoder().encode(JSON.stringify(parsed));
};

const values: readonly unknown[] = [
  null,
  true,
  false,
  0,
  1,
  -1,
  2,
  3.5,
  1e9,
  2 ** 40,
  -(2 ** 53),
  "",
  "x",
  "same",
  "1",
  "-1",
  "99999999999",
  [],
  [1],
  [0, 0],
  [-1, 5, 3],
  [[1, 2]],
  {},
  { i: "3" },
  { list: {} },
  "x:1",
  "^a",
  "__proto__",
  "channels_first",
  ...convertedClasses.slice(0, 20),
  ...convertedOpTypes.slice(0, 40),
];

const editSomewhere = (root: unknown, random: RandomStream): void => {
  let place = root;
  for (let depth = 0; depth < 12; depth++) {
    if (typeof place !== "object" || place === null) return;
    const keys = Object.keys(place);
    const key = keys[random.integer(0, Math.max(0, keys.length - 1))];
    if (key === undefined) return;
    const holder = place as Record<string, unknown>;
    const inner = holder[key];
    if (typeof inner !== "object" || inner === null || random.integer(0, 9) === 0) {
      if (random.integer(0, 4) === 0) Reflect.deleteProperty(holder, key);
      else holder[key] = values[random.integer(0, values.length - 1)];
      return;
    }
    place = inner;
  }
};
