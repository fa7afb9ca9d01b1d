/** The MLPerf Tiny ResNet-8 from three files: as ONNX, as TensorFlow Lite of floats and of 8-bit integers. `bench/formats.ts` runs all images. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { importTflite } from "../../ir/import/tflite/import-tflite.ts";
import { classesOnCifar10 } from "../support/cifar-predictions.ts";
import { dataPath, describeWithData } from "../support/data.ts";
import { importModel } from "../support/real-models.ts";

const count = 150;

describeWithData("one network in three formats", () => {
  const read = (...parts: readonly string[]): Uint8Array => new Uint8Array(readFileSync(dataPath(...parts)));
  const tflite = (file: string) => importTflite(read("models", "tflite", file)).graph;
  const batch = () => read("datasets", "cifar10", "test_batch.bin");

  test(`floats say the same on ${count} images, integers nearly`, async () => {
    const onnx = importModel({ file: "mlperftiny_resnet8_cifar10_kj.onnx", folder: "onnx" }).graph;
    const { predictions: expected, labels } = await classesOnCifar10(onnx, batch(), count);
    const floats = await classesOnCifar10(tflite("mlperftiny_pretrainedResnet.tflite"), batch(), count);
    const integers = await classesOnCifar10(tflite("mlperftiny_pretrainedResnet_quant.tflite"), batch(), count);
    expect(floats.predictions).toEqual(expected);
    // 97.5 % of all 1000 images; 88.1 % and 87.7 % of them right.
    expect(share(integers.predictions, expected)).toBeGreaterThan(0.94);
    expect(share(expected, labels)).toBeGreaterThan(0.83);
    expect(share(integers.predictions, labels)).toBeGreaterThan(0.83);
  });
});

const share = (found: readonly number[], expected: readonly number[]): number =>
  found.filter((value, i) => value === expected[i]).length / expected.length;
