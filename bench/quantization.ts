/**
 * What few bits cost in accuracy, on trained networks and real data: bounds on losses, measured by `mortise quantize` as a user
 * runs it. Needs the data folder (`MORTISE_DATA`, default ../shared/data beside the checkout); without it there are no rows.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { measureMortise, type Usage } from "./measure.ts";
import type { Row } from "./row.ts";

const data = process.env["MORTISE_DATA"] ?? resolve(import.meta.dirname, "../../shared/data");
const model = (name: string): string => join(data, "models", "onnx", name);
const set = (...parts: readonly string[]): string => join(data, "datasets", ...parts);

interface QuantizationRecord {
  readonly accuracy: { readonly float: number; readonly quantized: number };
  readonly bitOps: number;
  readonly bitOpsAtEightBits: number;
}

interface Result {
  readonly lost: number;
  readonly bitOpsShare: number;
  readonly usage: Usage;
}

const resnet8 = [model("mlperftiny_resnet8_cifar10_kj.onnx"), "--data", set("cifar10")];
const mnist = [model("mnist_cntk.onnx"), "--data", set("mnist")];
const widths = (weights: string, activations: string): readonly string[] => [
  "--weights",
  weights,
  "--activations",
  activations,
];
const plainest = ["--rounding", "nearest", "--no-bias-correction", "--observer", "min-max"];
const choice = [...widths("2,3,4,6,8", "4,5,6,8"), "--samples", "256", "--objective", "bitops", "--drop", "0.3"];

export const quantizationRows = (folder: string): readonly Row[] => {
  if (!existsSync(data)) return [];
  const quantize = (...options: readonly string[]): Result => {
    const output = join(folder, "quantized");
    const usage = measureMortise(["quantize", ...options, "-o", output], join(folder, "usage.json"));
    const record = JSON.parse(readFileSync(join(output, "quantization.json"), "utf8")) as QuantizationRecord;
    const { accuracy, bitOps, bitOpsAtEightBits } = record;
    return { lost: accuracy.float - accuracy.quantized, bitOpsShare: (100 * bitOps) / bitOpsAtEightBits, usage };
  };
  const quick = quantize(...resnet8, ...widths("8", "8"), "--samples", "256", "--rounding", "nearest");
  const narrow = quantize(...resnet8, ...widths("4", "8"));
  const mixed = quantize(...resnet8, ...choice);
  return [
    row("ResNet-8 W8A8: points lost", quantize(...resnet8, ...widths("8", "8")).lost, "points", 0.31),
    row("ResNet-8 W8A8, nearest, 256 images: CPU time", quick.usage.cpuSeconds, "s", 40),
    row("ResNet-8 W8A8, nearest, 256 images: peak memory", quick.usage.peakBytes / 2 ** 30, "GiB", 1.5),
    row("ResNet-8 W4A8, learned rounding: points lost", narrow.lost, "points", 1.01),
    row("ResNet-8 W4A8, plainest: points lost", quantize(...resnet8, ...widths("4", "8"), ...plainest).lost, "points"),
    row("ResNet-8 mixed: points lost", mixed.lost, "points", 0.31),
    row("ResNet-8 mixed: BitOps of W8A8", mixed.bitOpsShare, "%", 60),
    row("MNIST W8A8: points lost", quantize(...mnist, ...widths("8", "8")).lost, "points", 0.11),
    row("MNIST W2A4, learned rounding: points lost", quantize(...mnist, ...widths("2", "4")).lost, "points"),
  ];
};

const row = (question: string, value: number, unit: string, bound?: number): Row => ({
  question,
  values: [value],
  unit,
  ...(bound === undefined ? {} : { bound }),
});
