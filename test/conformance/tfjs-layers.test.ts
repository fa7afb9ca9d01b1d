/** Keras layers, built and saved with TensorFlow.js, run by it, and by what we import: the same numbers for every layer class. */
import { layers, model as functionalModel, input, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { randomUniform } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { convertedClasses } from "../../ir/import/tfjs/layers/converters/index.ts";
import { tensor, tensorType, type TensorType } from "../../ir/tensor.ts";
import { randomStream } from "../../support/random.ts";
import { randomTensor } from "../support/onnx-runtime.ts";
import { expectSame, openOracle, runImported, runLayersModel, savedModel } from "../support/tfjs-oracle.ts";

type Build = (...inputs: SymbolicTensor[]) => SymbolicTensor;

interface Case {
  readonly layer: string;
  readonly does: string;
  /** Without the batch. */
  readonly shapes: readonly (readonly number[])[];
  readonly build: Build;
}

const image = [6, 5, 4];
const one = (
  layer: string,
  does: string,
  shape: readonly number[],
  make: () => { apply(x: SymbolicTensor): unknown },
): Case => ({
  layer,
  does,
  shapes: [shape],
  build: x => make().apply(x) as SymbolicTensor,
});
const merged = (
  layer: string,
  does: string,
  shape: readonly number[],
  make: () => { apply(x: SymbolicTensor[]): unknown },
): Case => ({
  layer,
  does,
  shapes: [shape, shape],
  build: (...inputs) => make().apply(inputs) as SymbolicTensor,
});

const activations = [
  "elu",
  "hardSigmoid",
  "linear",
  "relu",
  "relu6",
  "selu",
  "sigmoid",
  "softmax",
  "softplus",
  "softsign",
  "tanh",
  "swish",
  "mish",
  "gelu",
] as const;

const kernelSize = 3;

const cases: readonly Case[] = [
  ...activations.map(activation =>
    one("Activation", activation, image, () => layers.activation({ activation: activation })),
  ),
  one("Dense", "on vectors, with a bias and relu", [7], () =>
    layers.dense({ units: 5, activation: "relu", biasInitializer: "randomNormal" }),
  ),
  one("Dense", "on images, without a bias", image, () => layers.dense({ units: 3, useBias: false })),
  one("Dense", "softmax", [7], () => layers.dense({ units: 5, activation: "softmax" })),
  ...(["same", "valid"] as const).flatMap(padding =>
    [1, 2].map(strides =>
      one("Conv2D", `${padding}, strides ${strides}`, image, () =>
        layers.conv2d({
          filters: 3,
          kernelSize,
          strides,
          padding,
          activation: "tanh",
          biasInitializer: "randomNormal",
        }),
      ),
    ),
  ),
  one("Conv2D", "dilated", image, () =>
    layers.conv2d({ filters: 2, kernelSize: [2, 3], dilationRate: 2, padding: "same" }),
  ),
  one("Conv2D", "1 × 1 without a bias", image, () => layers.conv2d({ filters: 6, kernelSize: 1, useBias: false })),
  one("Conv1D", "same, strides 2", [7, 3], () =>
    layers.conv1d({ filters: 4, kernelSize: 3, padding: "same", strides: 2 }),
  ),
  one("Conv1D", "valid", [7, 3], () => layers.conv1d({ filters: 4, kernelSize: 2, activation: "relu" })),
  ...(["same", "valid"] as const).flatMap(padding => [
    one("DepthwiseConv2D", padding, image, () =>
      layers.depthwiseConv2d({ kernelSize, padding, depthMultiplier: 2, strides: 2 }),
    ),
    one("SeparableConv2D", padding, image, () => layers.separableConv2d({ filters: 3, kernelSize, padding })),
    one("Conv2DTranspose", `${padding}, strides 2`, [4, 3, 2], () =>
      layers.conv2dTranspose({ filters: 3, kernelSize: 3, strides: 2, padding }),
    ),
    one("Conv2DTranspose", `${padding}, strides 1`, [4, 3, 2], () =>
      layers.conv2dTranspose({ filters: 3, kernelSize: [2, 3], padding }),
    ),
    one("Conv2DTranspose", `${padding}, a kernel smaller than its strides`, [4, 3, 2], () =>
      layers.conv2dTranspose({ filters: 2, kernelSize: 1, strides: 2, padding }),
    ),
    one("MaxPooling2D", padding, image, () => layers.maxPooling2d({ poolSize: [3, 2], strides: 2, padding })),
    one("AveragePooling2D", padding, image, () =>
      layers.averagePooling2d({ poolSize: [3, 2], strides: [2, 1], padding }),
    ),
    one("MaxPooling1D", padding, [7, 3], () => layers.maxPooling1d({ poolSize: 2, padding })),
    one("AveragePooling1D", padding, [7, 3], () => layers.averagePooling1d({ poolSize: 3, strides: 2, padding })),
  ]),
  one("MaxPooling2D", "with its defaults", image, () => layers.maxPooling2d({})),
  one("GlobalAveragePooling2D", "", image, () => layers.globalAveragePooling2d({})),
  one("GlobalMaxPooling2D", "", image, () => layers.globalMaxPooling2d({})),
  one("GlobalAveragePooling1D", "", [7, 3], () => layers.globalAveragePooling1d({})),
  one("GlobalMaxPooling1D", "", [7, 3], () => layers.globalMaxPooling1d({})),
  one("BatchNormalization", "over channels", image, () =>
    layers.batchNormalization({
      betaInitializer: "randomNormal",
      gammaInitializer: "randomNormal",
      movingMeanInitializer: "randomNormal",
      movingVarianceInitializer: "randomUniform",
    }),
  ),
  one("BatchNormalization", "of vectors, without scale and center", [7], () =>
    layers.batchNormalization({ scale: false, center: false }),
  ),
  one("LayerNormalization", "over channels", image, () =>
    layers.layerNormalization({ gammaInitializer: "randomNormal", betaInitializer: "randomNormal" }),
  ),
  one("Dropout", "", image, () => layers.dropout({ rate: 0.5 })),
  one("SpatialDropout1D", "", [7, 3], () => layers.spatialDropout1d({ rate: 0.5 })),
  one("GaussianNoise", "", image, () => layers.gaussianNoise({ stddev: 1 })),
  one("GaussianDropout", "", image, () => layers.gaussianDropout({ rate: 0.5 })),
  one("AlphaDropout", "", image, () => layers.alphaDropout({ rate: 0.5 })),
  one("Flatten", "", image, () => layers.flatten({})),
  one("Reshape", "", image, () => layers.reshape({ targetShape: [5, -1, 2] })),
  one("Permute", "", image, () => layers.permute({ dims: [3, 1, 2] })),
  one("RepeatVector", "", [4], () => layers.repeatVector({ n: 3 })),
  one("ZeroPadding2D", "", image, () =>
    layers.zeroPadding2d({
      padding: [
        [1, 0],
        [2, 3],
      ],
    }),
  ),
  one("Cropping2D", "", image, () =>
    layers.cropping2D({
      cropping: [
        [1, 2],
        [0, 1],
      ],
    }),
  ),
  one("UpSampling2D", "by the nearest", image, () => layers.upSampling2d({ size: [2, 3] })),
  one("UpSampling2D", "bilinear", image, () => layers.upSampling2d({ size: [2, 2], interpolation: "bilinear" })),
  one("ELU", "", image, () => layers.elu()),
  one("LeakyReLU", "", image, () => layers.leakyReLU({ alpha: 0.2 })),
  one("PReLU", "a slope for each element", image, () => layers.prelu({ alphaInitializer: "randomNormal" })),
  one("PReLU", "a slope for each channel", image, () =>
    layers.prelu({ alphaInitializer: "randomNormal", sharedAxes: [1, 2] }),
  ),
  one("ReLU", "bounded", image, () => layers.reLU({ maxValue: 0.5 })),
  one("Softmax", "", [7], () => layers.softmax({})),
  one("ThresholdedReLU", "", image, () => layers.thresholdedReLU({ theta: 0.3 })),
  one("Rescaling", "", image, () => layers.rescaling({ scale: 2, offset: -1 })),
  merged("Add", "", image, () => layers.add()),
  merged("Average", "", image, () => layers.average()),
  merged("Multiply", "", image, () => layers.multiply()),
  merged("Maximum", "", image, () => layers.maximum()),
  merged("Minimum", "", image, () => layers.minimum()),
  merged("Concatenate", "of channels", image, () => layers.concatenate()),
  merged("Concatenate", "of rows", image, () => layers.concatenate({ axis: 1 })),
];

/** The classes that the library itself does not have; converters take them from Keras, and figures made by hand test them. */
const unknownToTfjs = ["ActivityRegularization", "SpatialDropout2D", "Subtract"];

beforeAll(async () => {
  await openOracle();
});

describe("what TensorFlow.js computes with a layer", () => {
  test.each(cases)("$layer $does", async ({ shapes, build }) => {
    const inputs = shapes.map((shape, i) => input({ shape: [...shape], name: `x${i}` }));
    const built = functionalModel({ inputs, outputs: build(...inputs) });
    // Fresh biases are zeros, which would hide what is left out.
    built.setWeights(built.getWeights().map((weight, i) => randomUniform(weight.shape, 0.1, 1, "float32", i + 1)));
    await expectAgreement(await savedModel(built), shapes);
  });

  test("embedding of whole numbers", async () => {
    const words = input({ shape: [5], dtype: "int32", name: "x0" });
    const outputs = layers.embedding({ inputDim: 9, outputDim: 3 }).apply(words) as SymbolicTensor;
    const saved = await savedModel(functionalModel({ inputs: words, outputs }));
    const random = randomStream(3);
    const feed = tensor(
      "int32",
      [1, 5],
      Array.from({ length: 5 }, () => random.integer(0, 8)),
    );
    expectSame(runImported(saved, { x0: feed }, batchOfOne(1)), await runLayersModel(saved, { x0: feed }));
  });

  test("a network of layers, with a model inside that is called twice", async () => {
    const inner = functionalModel(
      (() => {
        const x = input({ shape: image, name: "inner" });
        const y = layers
          .conv2d({ filters: 4, kernelSize: 3, padding: "same", activation: "relu" })
          .apply(x) as SymbolicTensor;
        return { inputs: x, outputs: y };
      })(),
    );
    const x = input({ shape: image, name: "x0" });
    const first = inner.apply(x) as SymbolicTensor;
    const second = inner.apply(first) as SymbolicTensor;
    const sum = layers.add().apply([x, second]) as SymbolicTensor;
    const outputs = layers.dense({ units: 3 }).apply(layers.flatten().apply(sum)) as SymbolicTensor;
    await expectAgreement(await savedModel(functionalModel({ inputs: x, outputs })), [image]);
  });
});

test("every layer class that is read is compared with TensorFlow.js, or unknown to it", () => {
  const compared = new Set([...cases.map(({ layer }) => layer), ...unknownToTfjs, "InputLayer", "Embedding"]);
  expect(convertedClasses.filter(name => !compared.has(name))).toEqual([]);
});

const expectAgreement = async (
  saved: Awaited<ReturnType<typeof savedModel>>,
  shapes: readonly (readonly number[])[],
): Promise<void> => {
  const random = randomStream(1);
  const feeds = Object.fromEntries(
    shapes.map((shape, i): [string, ReturnType<typeof randomTensor>] => [
      `x${i}`,
      randomTensor(typeFor(shape), random),
    ]),
  );
  expectSame(runImported(saved, feeds, batchOfOne(shapes.length)), await runLayersModel(saved, feeds));
};

const typeFor = (shape: readonly number[]): TensorType => tensorType("f32", [1, ...shape]);
const batchOfOne = (inputs: number): ReadonlyMap<string, number> =>
  new Map(Array.from({ length: inputs }, (_, i) => [`x${i}.0`, 1]));
