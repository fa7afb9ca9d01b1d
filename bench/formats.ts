/**
 * What docs/importing.md says in figures. `npx tsx bench/formats.ts [COUNT]`: the MLPerf Tiny ResNet-8 from three files (ONNX, TensorFlow
 * Lite of floats and of 8-bit integers) on COUNT test images of CIFAR-10, all 1000 unless told, in every executor; then totals of the
 * same networks from different formats. The data folder is that of the tests.
 */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Graph } from "../ir/graph.ts";
import { importOnnx } from "../ir/import/onnx/import-onnx.ts";
import { importTflite } from "../ir/import/tflite/import-tflite.ts";
import { runPipeline } from "../passes/manager.ts";
import { pipelines } from "../passes/pipelines.ts";
import { classesOnCifar10 } from "../test/support/cifar-predictions.ts";
import { macsOf, parametersOf } from "../test/support/totals.ts";
import { interpreter } from "../train/executors/interpreter.ts";
import { onnxRuntime } from "../train/executors/onnx-runtime.ts";
import { tensorflowJs } from "../train/executors/tensorflow-js.ts";

const folder = process.env["MORTISE_DATA"] ?? resolve(import.meta.dirname, "../../shared/data");
const read = (...parts: readonly string[]): Uint8Array =>
  new Uint8Array(readFileSync(join(folder, "models", ...parts)));
const onnx = (file: string, of = "onnx"): Graph => importOnnx(read(of, file)).graph;
const tflite = (file: string): Graph => importTflite(read("tflite", file)).graph;
const count = Number(process.argv[2] ?? 1000);

const resnet8 = {
  "ONNX, float": onnx("mlperftiny_resnet8_cifar10_kj.onnx"),
  "TensorFlow Lite, float": tflite("mlperftiny_pretrainedResnet.tflite"),
  "TensorFlow Lite, int8": tflite("mlperftiny_pretrainedResnet_quant.tflite"),
};
const batch = new Uint8Array(readFileSync(join(folder, "datasets", "cifar10", "test_batch.bin")));

const percent = (part: number): string => `${((100 * part) / count).toFixed(1)} %`;
const equal = (found: readonly number[], expected: readonly number[] | undefined): number =>
  found.filter((value, i) => value === expected?.[i]).length;

let first: readonly number[] | undefined;
for (const executor of [onnxRuntime({ optimize: false }), await tensorflowJs(), interpreter])
  for (const [name, graph] of Object.entries(resnet8)) {
    const start = performance.now();
    const { predictions, labels } = await classesOnCifar10(graph, batch, count, executor);
    first ??= predictions;
    const perImage = ((performance.now() - start) / count).toFixed(1);
    console.log(
      `${executor.name.padEnd(18)} ${name.padEnd(24)} top-1 ${percent(equal(predictions, labels))}, as the first on ${percent(equal(predictions, first))}, ${perImage} ms per image`,
    );
  }

const totals: readonly (readonly [string, Graph])[] = [
  ...Object.entries(resnet8),
  ["MobileNetV1 0.25, ONNX", onnx("mlperftiny_mbv1_025_vww_kj.onnx")],
  ["MobileNetV1 0.25, TensorFlow Lite int8", tflite("mlperftiny_vww_96_int8.tflite")],
  ["MobileNetV2 1.0 224, ONNX", onnx("zigzag_mobilenetv2_noweights.onnx", "onnx-shapes-only")],
  ["MobileNetV2 1.0 224, TensorFlow Lite int8", tflite("tflm_mobilenet_v2_quantized_1x3x224x224.tflite")],
];
for (const [name, graph] of totals) {
  const optimized = runPipeline(graph, pipelines.default).graph;
  console.log(`${name.padEnd(44)} ${macsOf(optimized)} MACs, ${parametersOf(optimized)} parameters`);
}
