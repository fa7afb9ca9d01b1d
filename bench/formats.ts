/**
 * One network from three files: the MLPerf Tiny ResNet-8 as ONNX, as TensorFlow Lite of floats and of 8-bit integers, on the test
 * images of CIFAR-10. `npx tsx bench/formats.ts [COUNT]`, all 1000 unless told; the data folder is that of the tests.
 */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { importOnnx } from "../ir/import/onnx/import-onnx.ts";
import { importTflite } from "../ir/import/tflite/import-tflite.ts";
import { classesOnCifar10 } from "../test/support/cifar-predictions.ts";

const folder = process.env["MORTISE_DATA"] ?? resolve(import.meta.dirname, "../../shared/data");
const read = (...parts: readonly string[]): Uint8Array => new Uint8Array(readFileSync(join(folder, ...parts)));
const count = Number(process.argv[2] ?? 1000);

const models = {
  "ONNX, float": importOnnx(read("models", "onnx", "mlperftiny_resnet8_cifar10_kj.onnx")).graph,
  "TensorFlow Lite, float": importTflite(read("models", "tflite", "mlperftiny_pretrainedResnet.tflite")).graph,
  "TensorFlow Lite, int8": importTflite(read("models", "tflite", "mlperftiny_pretrainedResnet_quant.tflite")).graph,
};
const batch = read("datasets", "cifar10", "test_batch.bin");

const all = new Map<string, readonly number[]>();
for (const [name, graph] of Object.entries(models)) {
  const { predictions, labels } = await classesOnCifar10(graph, batch, count);
  all.set(name, predictions);
  const right = predictions.filter((found, i) => found === labels[i]).length;
  const same = predictions.filter((found, i) => found === all.get("ONNX, float")?.[i]).length;
  console.log(
    `${name.padEnd(24)} top-1 ${((100 * right) / count).toFixed(1)} %, as ONNX says on ${((100 * same) / count).toFixed(1)} %`,
  );
}
