/** A model of ResNet-50's shape: 25.6 million parameters of f32, a file of about 102 MB. */
import { type ModelBuilder, modelBuilder } from "./model-builder.ts";

/** He et al., CVPR 2016, table 1: bottleneck blocks and inner width of the four stages; outputs are four times as wide. */
const stages = [
  { blocks: 3, width: 64 },
  { blocks: 4, width: 128 },
  { blocks: 6, width: 256 },
  { blocks: 3, width: 512 },
];
const expansion = 4;

/** The encoded model, with its batch normalizations apart as training leaves them. */
export const resnet50 = (): Uint8Array => {
  const model = modelBuilder(17, 1);
  let value = convolution(model, "image", { name: "stem", from: 3, to: 64, kernel: 7, stride: 2 });
  value = model.node("Relu", [value]);
  value = model.node("MaxPool", [value], { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] });
  let channels = 64;
  for (const [stage, { blocks, width }] of stages.entries())
    for (let block = 0; block < blocks; block++) {
      const stride = stage > 0 && block === 0 ? 2 : 1;
      value = bottleneck(model, value, { name: `stage${stage + 1}.block${block + 1}`, from: channels, width, stride });
      channels = width * expansion;
    }
  const pooled = model.node("Flatten", [model.node("GlobalAveragePool", [value])]);
  const weight = model.weight("classifier.weight", [1000, channels]);
  const logits = model.node("Gemm", [pooled, weight, model.filled("classifier.bias", [1000], 0)], { transB: 1 });
  return model.finish("resnet50", [{ name: "image", dims: [1, 3, 224, 224] }], [{ name: logits, dims: [1, 1000] }]);
};

interface Block {
  readonly name: string;
  readonly from: number;
  readonly width: number;
  readonly stride: number;
}

const bottleneck = (model: ModelBuilder, input: string, { name, from, width, stride }: Block): string => {
  const to = width * expansion;
  const part = (suffix: string): string => `${name}.${suffix}`;
  let value = convolution(model, input, { name: part("reduce"), from, to: width, kernel: 1, stride: 1 });
  value = model.node("Relu", [value]);
  value = convolution(model, value, { name: part("spatial"), from: width, to: width, kernel: 3, stride });
  value = model.node("Relu", [value]);
  value = convolution(model, value, { name: part("expand"), from: width, to, kernel: 1, stride: 1 });
  const isPlain = stride === 1 && from === to;
  const shortcut = isPlain ? input : convolution(model, input, { name: part("shortcut"), from, to, kernel: 1, stride });
  return model.node("Relu", [model.node("Add", [value, shortcut])]);
};

interface Convolution {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly kernel: number;
  readonly stride: number;
}

/** Convolution and batch normalization; padding keeps the size, or halves it with stride 2. */
const convolution = (model: ModelBuilder, input: string, { name, from, to, kernel, stride }: Convolution): string => {
  const weight = model.weight(`${name}.weight`, [to, from, kernel, kernel]);
  const pad = (kernel - 1) / 2;
  const strides = [stride, stride];
  const product = model.node("Conv", [input, weight], {
    kernel_shape: [kernel, kernel],
    strides,
    pads: [pad, pad, pad, pad],
  });
  const statistics = [
    model.filled(`${name}.scale`, [to], 1),
    model.filled(`${name}.shift`, [to], 0),
    model.filled(`${name}.mean`, [to], 0),
    model.filled(`${name}.variance`, [to], 1),
  ];
  return model.node("BatchNormalization", [product, ...statistics], {}, { epsilon: 1e-5 });
};
