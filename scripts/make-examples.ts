/** Writes examples/lenet.onnx anew: `node --import tsx scripts/make-examples.ts`. Same bytes on every run. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { modelBuilder } from "../bench/model-builder.ts";

/**
 * LeNet-5's layers with ReLU and max pooling in place of its sigmoids and subsampling (LeCun et al., Proceedings of the IEEE
 * 1998). The weights are seeded random numbers: it shows shapes and plans, it recognizes nothing. The batch is left open.
 */
const lenet = (): Uint8Array => {
  const model = modelBuilder(17, 1);
  const convolution = (input: string, name: string, from: number, to: number, padding: number): string => {
    const parameters = [model.weight(`${name}.weight`, [to, from, 5, 5]), model.filled(`${name}.bias`, [to], 0)];
    const pads = [padding, padding, padding, padding];
    const activation = model.node("Relu", [model.node("Conv", [input, ...parameters], { kernel_shape: [5, 5], pads })]);
    return model.node("MaxPool", [activation], { kernel_shape: [2, 2], strides: [2, 2] });
  };
  const dense = (input: string, name: string, from: number, to: number): string => {
    const parameters = [model.weight(`${name}.weight`, [to, from]), model.filled(`${name}.bias`, [to], 0)];
    return model.node("Gemm", [input, ...parameters], { transB: 1 });
  };
  const features = convolution(convolution("image", "conv1", 1, 6, 2), "conv2", 6, 16, 0);
  const hidden = model.node("Relu", [dense(model.node("Flatten", [features]), "dense1", 400, 120)]);
  const logits = dense(model.node("Relu", [dense(hidden, "dense2", 120, 84)]), "dense3", 84, 10);
  const output = model.node("Softmax", [logits], { axis: 1 });
  return model.finish(
    "lenet",
    [{ name: "image", dims: ["batch", 1, 28, 28] }],
    [{ name: output, dims: ["batch", 10] }],
  );
};

writeFileSync(join(import.meta.dirname, "../examples/lenet.onnx"), lenet());
