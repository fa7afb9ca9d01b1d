/** A TensorFlow Lite model of integers, the size of a MobileNetV2: 64 convolutions of 3 × 3 over 83 channels. */
import { tfliteModel, type TestOperator, type TestTensor } from "../test/support/tflite-model.ts";

const layers = 64;
const channels = 83;

export const integerConvolutions = (): Uint8Array => {
  const image: TestTensor = {
    dtype: "int8",
    dims: [1, 8, 8, channels],
    quantization: { scales: [0.5], zeroPoints: [3] },
  };
  const weight: TestTensor = {
    dtype: "int8",
    dims: [channels, 3, 3, channels],
    data: Int8Array.from({ length: channels * 9 * channels }, (_, i) => (i % 255) - 127),
    quantization: { scales: Array.from({ length: channels }, () => 0.01), zeroPoints: [0] },
  };
  const names = Array.from({ length: layers }, (_, i) => i);
  const tensors = {
    x0: image,
    ...Object.fromEntries(names.flatMap(i => [[`w${i}`, weight] as const, [`x${i + 1}`, image] as const])),
  };
  const operators = names.map((i): TestOperator => ({
    opType: "CONV_2D",
    inputs: [`x${i}`, `w${i}`],
    outputs: [`x${i + 1}`],
    options: {
      type: 1,
      fields: [
        [1, "int", 1],
        [2, "int", 1],
      ],
    },
  }));
  return tfliteModel({ tensors, operators, inputs: ["x0"], outputs: [`x${layers}`] });
};
