/** Multiply-accumulates and parameters of published networks, counted by hand from their layer tables. */
import { expect, test } from "vitest";
import { type Graph, indexOf, type Node } from "../../ir/graph.ts";
import { elementCount } from "../../ir/tensor.ts";
import { describeWithData } from "../support/data.ts";
import { importModel } from "../support/real-models.ts";
import { macsOf } from "../support/totals.ts";

/** One row of a layer table. */
interface Layer {
  readonly macs: number;
  readonly parameters: number;
}

/** `filters` filters over `channels` channels (of one group) with a square window, at `size × size` positions, with bias. */
const conv = (size: number, window: number, channels: number, filters: number): Layer => {
  const weights = window * window * channels * filters;
  return { macs: size * size * weights, parameters: weights + filters };
};
const depthwise = (size: number, window: number, channels: number): Layer => conv(size, window, 1, channels);
const dense = (inputs: number, outputs: number): Layer => conv(1, 1, inputs, outputs);

const total = (layers: readonly Layer[]): Layer => ({
  macs: layers.reduce((sum, layer) => sum + layer.macs, 0),
  parameters: layers.reduce((sum, layer) => sum + layer.parameters, 0),
});

/** What the operators' definitions count over the graph; parameters are the weights and biases that contractions read. */
const countsOf = (graph: Graph): Layer => ({
  macs: macsOf(graph),
  parameters: graph.constants
    .filter(({ id }) =>
      indexOf(graph)
        .usersOf(id)
        .some(user => isContraction(user)),
    )
    .reduce((sum, { type }) => sum + elementCount(type.dims), 0),
});

/** A weight may be transposed on its way into a product. */
const isContraction = ({ op }: Node): boolean => ["conv2d", "matmul", "transpose"].includes(op);

const counted = (file: string, folder: "onnx" | "onnx-shapes-only" = "onnx"): Layer =>
  countsOf(importModel({ file, folder }).graph);

/** MLPerf Tiny v1.0, image classification (Banbury et al., 2021): ResNet-8, 32×32×3, three stacks of 16, 32, 64 filters. */
const resnet8: readonly Layer[] = [
  conv(32, 3, 3, 16),
  // Stack 1: the shortcut is the input itself.
  conv(32, 3, 16, 16),
  conv(32, 3, 16, 16),
  // Stack 2: stride 2, the shortcut is a 1×1 convolution.
  conv(16, 3, 16, 32),
  conv(16, 3, 32, 32),
  conv(16, 1, 16, 32),
  // Stack 3.
  conv(8, 3, 32, 64),
  conv(8, 3, 64, 64),
  conv(8, 1, 32, 64),
  dense(64, 10),
];

/** A depthwise 3×3 convolution to `size × size`, then a pointwise one. */
const separable = (size: number, channels: number, filters: number): readonly Layer[] => [
  depthwise(size, 3, channels),
  conv(size, 1, channels, filters),
];

/** Howard et al., 2017 (MobileNets), table 1, with width multiplier 0.25 at 96×96 and two classes: MLPerf Tiny, visual wake words. */
const mobilenetQuarter: readonly Layer[] = [
  conv(48, 3, 3, 8),
  ...separable(48, 8, 16),
  ...separable(24, 16, 32),
  ...separable(24, 32, 32),
  ...separable(12, 32, 64),
  ...separable(12, 64, 64),
  ...separable(6, 64, 128),
  ...Array.from({ length: 5 }, () => separable(6, 128, 128)).flat(),
  ...separable(3, 128, 256),
  ...separable(3, 256, 256),
  dense(256, 2),
];

/** Sandler et al., 2018 (MobileNetV2), table 2: expansion, channels, repeats, stride of the first. */
const mobilenetV2Blocks = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

const mobilenetV2 = (): readonly Layer[] => {
  const layers = [conv(112, 3, 3, 32)];
  let [size, channels] = [112, 32];
  for (const [expansion, filters, repeats, firstStride] of mobilenetV2Blocks)
    for (let i = 0; i < repeats; i++) {
      const expanded = channels * expansion;
      if (expansion > 1) layers.push(conv(size, 1, channels, expanded));
      size /= i === 0 ? firstStride : 1;
      layers.push(depthwise(size, 3, expanded), conv(size, 1, expanded, filters));
      channels = filters;
    }
  return [...layers, conv(7, 1, 320, 1280), dense(1280, 1000)];
};

/** He et al., 2015 (deep residual learning), table 1, 18 layers: four stages of two basic blocks; 1×1 shortcuts where the size changes. */
const resnet18 = (): readonly Layer[] => {
  const layers = [conv(112, 7, 3, 64)];
  let channels = 64;
  for (const [size, filters] of [
    [56, 64],
    [28, 128],
    [14, 256],
    [7, 512],
  ] as const) {
    layers.push(conv(size, 3, channels, filters), conv(size, 3, filters, filters));
    if (channels !== filters) layers.push(conv(size, 1, channels, filters));
    layers.push(conv(size, 3, filters, filters), conv(size, 3, filters, filters));
    channels = filters;
  }
  return [...layers, dense(512, 1000)];
};

/**
 * Krizhevsky et al., 2012, without padding before the first layer, so 54 positions a side of 224; convolutions 2, 4 and 5
 * split their channels into two groups.
 */
const alexnet: readonly Layer[] = [
  conv(54, 11, 3, 96),
  conv(26, 5, 96 / 2, 256),
  conv(12, 3, 256, 384),
  conv(12, 3, 384 / 2, 384),
  conv(12, 3, 384 / 2, 256),
  dense(256 * 6 * 6, 4096),
  dense(4096, 4096),
  dense(4096, 1000),
];

describeWithData("counts of a trained model equal its layer table", () => {
  test("ResNet-8 on CIFAR-10", () => {
    expect(total(resnet8).macs).toBe(12_501_632);
    expect(counted("mlperftiny_resnet8_cifar10_kj.onnx")).toEqual(total(resnet8));
  });

  test("MobileNetV1 0.25 on visual wake words", () => {
    expect(counted("mlperftiny_mbv1_025_vww_kj.onnx")).toEqual(total(mobilenetQuarter));
  });
});

describeWithData("counts of a model without weights equal its layer table", () => {
  test("MobileNetV2 1.0 at 224 × 224", () => {
    const { macs } = counted("zigzag_mobilenetv2_noweights.onnx", "onnx-shapes-only");
    expect(macs).toBe(total(mobilenetV2()).macs);
    expect(macs / 1e6).toBeCloseTo(300.8, 1);
  });

  test("ResNet-18", () => {
    const { macs } = counted("zigzag_resnet18_noweights.onnx", "onnx-shapes-only");
    expect(macs).toBe(total(resnet18()).macs);
    expect(macs / 1e9).toBeCloseTo(1.814, 3);
  });

  test("AlexNet", () => {
    expect(counted("zigzag_alexnet_noweights.onnx", "onnx-shapes-only")).toEqual(total(alexnet));
  });
});
