/** Keras layers on figures computed by hand, and models of several layers. */
import { describe, expect, test } from "vitest";
import { toFileOrder, toGraphOrder } from "../../../../ir/import/conversion/axis-orders.ts";
import { importTfjs } from "../../../../ir/import/tfjs/import-tfjs.ts";
import { evaluate } from "../../../../ir/interp/evaluate.ts";
import { tensor, type Tensor } from "../../../../ir/tensor.ts";
import { sequentialModel, type TestTfjsModel, tfjsModel } from "../../../support/tfjs-model.ts";

const f32 = (dims: readonly number[], values: readonly number[]): Tensor => tensor("f32", dims, values);

/** Outputs in the model's order of axes. */
const run = ({ bytes, shards }: TestTfjsModel, feeds: Readonly<Record<string, Tensor>>): readonly Tensor[] => {
  const model = importTfjs(bytes, { shards });
  const inOrder = Object.entries(feeds).map(([name, it]) => [name, toGraphOrder(model, name, it)] as const);
  return [...evaluate(model.graph, new Map(inOrder))].map(([name, it]) => toFileOrder(model, name, it));
};

interface Row {
  readonly layer: string;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly input: Tensor;
  readonly weights?: Readonly<Record<string, Tensor>>;
  readonly gives: Tensor;
}

const pixels = f32([1, 1, 2, 2], [1, 10, 2, 20]);

const rows: readonly Row[] = [
  {
    layer: "Dense",
    config: { units: 2, activation: "relu" },
    input: f32([1, 2], [1, 2]),
    weights: { kernel: f32([2, 2], [1, -1, 3, -2]), bias: f32([2], [0.5, 0]) },
    gives: f32([1, 2], [7.5, 0]),
  },
  {
    // [height, width, channels, filters]: filter 0 is 1·c0 + 3·c1, filter 1 is 2·c0 + 4·c1.
    layer: "Conv2D",
    config: { kernel_size: [1, 1], strides: [1, 1], padding: "same", use_bias: false },
    input: pixels,
    weights: { kernel: f32([1, 1, 2, 2], [1, 2, 3, 4]) },
    gives: f32([1, 1, 2, 2], [31, 42, 62, 84]),
  },
  {
    layer: "Conv2D",
    config: { kernel_size: [1, 1], data_format: "channels_first", use_bias: false },
    input: f32([1, 2, 1, 2], [1, 2, 10, 20]),
    weights: { kernel: f32([1, 1, 2, 1], [1, 3]) },
    gives: f32([1, 1, 1, 2], [31, 62]),
  },
  {
    layer: "DepthwiseConv2D",
    config: { kernel_size: [1, 1], depth_multiplier: 2 },
    input: pixels,
    weights: { depthwise_kernel: f32([1, 1, 2, 2], [1, 2, 3, 4]), bias: f32([4], [0, 0, 0, 1]) },
    gives: f32([1, 1, 2, 4], [1, 2, 30, 41, 2, 4, 60, 81]),
  },
  {
    layer: "SeparableConv2D",
    config: { kernel_size: [1, 1] },
    input: pixels,
    weights: {
      depthwise_kernel: f32([1, 1, 2, 1], [2, 3]),
      pointwise_kernel: f32([1, 1, 2, 1], [1, 1]),
      bias: f32([1], [0.5]),
    },
    gives: f32([1, 1, 2, 1], [32.5, 64.5]),
  },
  {
    layer: "Conv2DTranspose",
    config: { kernel_size: [1, 2], strides: [1, 2], padding: "valid", use_bias: false },
    input: f32([1, 1, 2, 1], [1, 2]),
    weights: { kernel: f32([1, 2, 1, 1], [3, 5]) },
    gives: f32([1, 1, 4, 1], [3, 5, 6, 10]),
  },
  {
    layer: "Conv1D",
    config: { kernel_size: [2], padding: "causal", use_bias: false },
    input: f32([1, 3, 1], [1, 2, 3]),
    weights: { kernel: f32([2, 1, 1], [10, 1]) },
    gives: f32([1, 3, 1], [1, 12, 23]),
  },
  {
    layer: "BatchNormalization",
    config: { axis: [3], epsilon: 0 },
    input: pixels,
    weights: {
      gamma: f32([2], [2, 1]),
      beta: f32([2], [0, 1]),
      moving_mean: f32([2], [1, 10]),
      moving_variance: f32([2], [4, 25]),
    },
    gives: f32([1, 1, 2, 2], [0, 1, 1, 3]),
  },
  {
    layer: "LayerNormalization",
    config: { axis: [-1], epsilon: 0, center: false },
    input: f32([1, 2], [1, 3]),
    weights: { gamma: f32([2], [2, 2]) },
    gives: f32([1, 2], [-2, 2]),
  },
  { layer: "MaxPooling2D", config: { pool_size: [1, 2] }, input: pixels, gives: f32([1, 1, 1, 2], [2, 20]) },
  {
    layer: "AveragePooling1D",
    config: { pool_size: [2] },
    input: f32([1, 2, 1], [1, 4]),
    gives: f32([1, 1, 1], [2.5]),
  },
  { layer: "GlobalAveragePooling2D", input: pixels, gives: f32([1, 2], [1.5, 15]) },
  { layer: "GlobalMaxPooling2D", config: { keepdims: true }, input: pixels, gives: f32([1, 1, 1, 2], [2, 20]) },
  { layer: "Flatten", input: pixels, gives: f32([1, 4], [1, 10, 2, 20]) },
  { layer: "Reshape", config: { target_shape: [4, -1] }, input: pixels, gives: f32([1, 4, 1], [1, 10, 2, 20]) },
  { layer: "Permute", config: { dims: [3, 1, 2] }, input: pixels, gives: f32([1, 2, 1, 2], [1, 2, 10, 20]) },
  { layer: "RepeatVector", config: { n: 2 }, input: f32([1, 2], [1, 2]), gives: f32([1, 2, 2], [1, 2, 1, 2]) },
  {
    layer: "ZeroPadding2D",
    config: {
      padding: [
        [0, 0],
        [1, 0],
      ],
    },
    input: pixels,
    gives: f32([1, 1, 3, 2], [0, 0, 1, 10, 2, 20]),
  },
  {
    layer: "Cropping2D",
    config: {
      cropping: [
        [0, 0],
        [1, 0],
      ],
    },
    input: pixels,
    gives: f32([1, 1, 1, 2], [2, 20]),
  },
  {
    layer: "UpSampling2D",
    config: { size: [1, 2], interpolation: "nearest" },
    input: f32([1, 1, 2, 1], [1, 2]),
    gives: f32([1, 1, 4, 1], [1, 1, 2, 2]),
  },
  {
    layer: "UpSampling2D",
    config: { size: [1, 2], interpolation: "bilinear" },
    input: f32([1, 1, 2, 1], [1, 3]),
    gives: f32([1, 1, 4, 1], [1, 2, 3, 3]),
  },
  { layer: "ReLU", config: { max_value: 6 }, input: f32([1, 3], [-1, 3, 9]), gives: f32([1, 3], [0, 3, 6]) },
  { layer: "ReLU", config: { negative_slope: 0.5 }, input: f32([1, 2], [-2, 3]), gives: f32([1, 2], [-1, 3]) },
  { layer: "LeakyReLU", config: { alpha: 0.5 }, input: f32([1, 2], [-2, 3]), gives: f32([1, 2], [-1, 3]) },
  {
    layer: "PReLU",
    config: { shared_axes: [1, 2] },
    input: f32([1, 1, 2, 2], [-1, -1, 1, 1]),
    weights: { alpha: f32([1, 1, 2], [0.5, 2]) },
    gives: f32([1, 1, 2, 2], [-0.5, -2, 1, 1]),
  },
  { layer: "Softmax", input: f32([1, 2], [0, Math.log(3)]), gives: f32([1, 2], [0.25, 0.75]) },
  {
    layer: "Activation",
    config: { activation: "hard_sigmoid" },
    input: f32([1, 2], [1, 9]),
    gives: f32([1, 2], [0.7, 1]),
  },
  { layer: "Rescaling", config: { scale: 0.5, offset: -1 }, input: f32([1, 2], [2, 4]), gives: f32([1, 2], [0, 1]) },
  { layer: "Dropout", config: { rate: 0.5 }, input: f32([1, 2], [2, 4]), gives: f32([1, 2], [2, 4]) },
  {
    layer: "Embedding",
    input: f32([1, 2], [1, 0]),
    weights: { embeddings: f32([2, 2], [1, 2, 3, 4]) },
    gives: f32([1, 2, 2], [3, 4, 1, 2]),
  },
];

test.each(rows)("$layer $config", ({ layer, config = {}, input, weights = {}, gives }) => {
  const named = Object.fromEntries(Object.entries(weights).map(([name, it]) => [`it/${name}`, it]));
  const model = sequentialModel(
    input.type.dims.slice(1),
    [{ class_name: layer, config: { name: "it", ...config } }],
    named,
  );
  const [found] = run(model, { x: input });
  expect(found?.type).toEqual(gives.type);
  for (const [i, value] of gives.data.entries()) expect(found?.data[i], `element ${i}`).toBeCloseTo(value, 5);
});

describe("models of several layers", () => {
  const inputLayer = (name: string) => ({
    class_name: "InputLayer",
    name,
    config: { name, batch_input_shape: [1, 2], dtype: "float32" },
    inbound_nodes: [],
  });
  const functional = (layers: readonly unknown[], inputs: readonly string[], output: string) => ({
    class_name: "Functional",
    config: {
      name: "net",
      layers,
      input_layers: inputs.map(name => [name, 0, 0]),
      output_layers: [[output, 0, 0]],
    },
  });
  const merge = (class_name: string, name: string, ...reads: readonly string[]) => ({
    class_name,
    name,
    config: { name },
    inbound_nodes: [reads.map(read => [read, 0, 0, {}])],
  });

  test.each([
    ["Add", [4, 6]],
    ["Subtract", [-2, -2]],
    ["Multiply", [3, 8]],
    ["Average", [2, 3]],
    ["Maximum", [3, 4]],
    ["Minimum", [1, 2]],
    ["Concatenate", [1, 2, 3, 4]],
  ])("%s", (layer, expected) => {
    const model = functional([inputLayer("a"), inputLayer("b"), merge(layer, "it", "a", "b")], ["a", "b"], "it");
    const [found] = run(tfjsModel({ model_config: model }, {}), { a: f32([1, 2], [1, 2]), b: f32([1, 2], [3, 4]) });
    expect([...(found?.data ?? [])]).toEqual(expected);
  });

  test("a shared layer is called twice with one weight, and nodes tell the calls apart", () => {
    const shared = {
      class_name: "Dense",
      name: "shared",
      config: { name: "shared", units: 2, use_bias: false },
      inbound_nodes: [[["a", 0, 0, {}]], [["shared", 0, 0, {}]]],
    };
    const model = { ...functional([inputLayer("a"), shared], ["a"], "shared") };
    const config = { ...model.config, output_layers: [["shared", 1, 0]] };
    const source = tfjsModel({ model_config: { ...model, config } }, { "shared/kernel": f32([2, 2], [2, 0, 0, 2]) });
    expect([...(run(source, { a: f32([1, 2], [1, 2]) })[0]?.data ?? [])]).toEqual([4, 8]);
    const { sourceNodes, graph } = importTfjs(source.bytes, { shards: source.shards });
    expect(sourceNodes.map(({ name }) => name)).toEqual(["shared", "shared.2"]);
    expect(graph.constants.map(({ id }) => id)).toEqual(["shared/kernel"]);
  });

  test("a model within the model", () => {
    const inner = {
      ...functional([inputLayer("in"), merge("Add", "twice", "in", "in")], ["in"], "twice"),
      name: "inner",
      inbound_nodes: [[["a", 0, 0, {}]]],
    };
    const model = functional([inputLayer("a"), inner, merge("Add", "sum", "inner", "a")], ["a"], "sum");
    const source = tfjsModel({ model_config: model }, {});
    expect([...(run(source, { a: f32([1, 2], [1, 2]) })[0]?.data ?? [])]).toEqual([3, 6]);
  });

  test("Keras 3 writes operands as objects with a history", () => {
    const layer = {
      class_name: "Add",
      name: "it",
      config: { name: "it" },
      inbound_nodes: [
        {
          args: [["a", "b"].map(name => ({ class_name: "__keras_tensor__", config: { keras_history: [name, 0, 0] } }))],
          kwargs: {},
        },
      ],
    };
    const model = functional([inputLayer("a"), inputLayer("b"), layer], ["a", "b"], "it");
    const [found] = run(tfjsModel({ model_config: model }, {}), { a: f32([1, 2], [1, 2]), b: f32([1, 2], [3, 4]) });
    expect([...(found?.data ?? [])]).toEqual([4, 6]);
  });
});
