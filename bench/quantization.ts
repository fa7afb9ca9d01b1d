/**
 * What few bits cost in accuracy, on trained networks and real data: bounds on losses, measured by `mortise quantize` as a user
 * runs it. Needs the data folder (`MORTISE_DATA`, default ../shared/data beside the checkout); without it there are no rows.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { measureMortise, type Usage } from "./measure.ts";
import { faces, texts } from "./noise-pictures.ts";
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
  /** Of the quantized network, in the metric's unit. */
  readonly accuracy: number;
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
const choice = [...widths("4,5,6,7,8", "5,6,7,8"), "--objective", "bitops"];

const espcn = [model("superres_espcn_pytorch.onnx"), "--bind", "batch_size=1", "--data", set("photos-x4", "hr")];

/**
 * The best of what ONNX Runtime 1.32's own static quantization (Python package `onnxruntime.quantization`, QDQ, unsigned activations,
 * scales per channel) reaches with min-max, entropy and percentile calibration on the same samples, its models converted to opset 17.
 * ResNet-8: 86.9, 86.9, 88.1 %. MNIST: 98.91, 98.91, 98.90 %, with a scale per tensor, since scales per channel fail on
 * this model. ESPCN: 26.85, 26.85, 26.87 dB.
 */
const runtimesOwn = { resnet8: 88.1, mnist: 98.91, espcn: 26.87 } as const;
/** What two images of the thousand, or five of the ten thousand, make: smaller differences are chance. */
const chance = { resnet8: 0.21, mnist: 0.051, espcn: 0 } as const;

const images = (...settings: readonly string[]): readonly string[] => settings.flatMap(each => ["--image", each]);
const sizes = (height: number, width?: number): readonly string[] =>
  [1, height, width].flatMap((size, i) => (size === undefined ? [] : ["--bind", `p2o.DynamicDimension.${i}=${size}`]));
const detector = [model("ch_PP-OCRv4_det_infer.onnx"), ...sizes(320, 320)];
const recognizer = [model("ch_PP-OCRv4_rec_infer.onnx"), ...sizes(320)];
const imageNet = images("range=0,1", "mean=0.485,0.456,0.406", "std=0.229,0.224,0.225");

const toReach25 = ["--objective", "bitops", "--at-least", "25"];

const onPictures = (at: string): readonly string[] => ["--data", at, "--metric", "sqnr", "--rounding", "nearest"];

/**
 * Networks without labelled data, against the float network: decibels at the worst output, on pictures with what the network looks for. At 8 bits
 * everywhere they are told; with 8 and 16 bits to choose from, each must keep 25 dB on pictures that did not calibrate.
 */
const noiseRows = (quantize: (...options: readonly string[]) => Result, folder: string): readonly Row[] => {
  const hr = set("photos-x4", "hr");
  const pages = { size: { width: 320, height: 320 }, count: 6, mostLines: 6, apart: 1000, photographs: 2 };
  const lines = { size: { width: 320, height: 48 }, count: 8, mostLines: 1, apart: 100, photographs: Infinity };
  const networks = {
    YuNet: [
      model("yunet_n_320.onnx"),
      ...onPictures(faces(join(folder, "faces"), hr)),
      ...images("resize=320,320", "channels=bgr"),
    ],
    "PP-OCRv4 recognizer": [
      ...recognizer,
      ...onPictures(texts(join(folder, "lines"), hr, lines)),
      ...images("resize=48,320", "range=-1,1"),
    ],
    "PP-OCRv4 detector": [
      ...detector,
      ...onPictures(texts(join(folder, "pages"), hr, pages)),
      ...images("resize=320,320"),
      ...imageNet,
    ],
  };
  return Object.entries(networks).flatMap(([name, options]) => {
    const kept = quantize(...options, ...widths("8,16", "8,16"), ...toReach25);
    return [
      row(`${name} W8A8: signal over noise`, quantize(...options).accuracy, "dB"),
      {
        ...row(`${name} W16A16: signal over noise`, quantize(...options, ...widths("16", "16")).accuracy, "dB"),
        atLeast: 25,
      },
      { ...row(`${name} of 8 and 16 bits: signal over noise`, kept.accuracy, "dB"), atLeast: 25 },
      row(`${name} of 8 and 16 bits: BitOps of W8A8`, kept.bitOpsShare, "%", 400),
      row(`${name} of 8 and 16 bits: CPU time`, kept.usage.cpuSeconds, "s", 300),
    ];
  });
};

export const quantizationRows = (folder: string): readonly Row[] => {
  if (!existsSync(data)) return [];
  const quantize = (...options: readonly string[]): Result => {
    const output = join(folder, "quantized");
    // A limit that is missed is a figure here: its row has a bound of its own where it must not be.
    const usage = measureMortise(["quantize", ...options, "-o", output], join(folder, "usage.json"), [0, 2]);
    const record = JSON.parse(readFileSync(join(output, "quantization.json"), "utf8")) as QuantizationRecord;
    const { accuracy, bitOps, bitOpsAtEightBits } = record;
    return {
      lost: accuracy.float - accuracy.quantized,
      accuracy: accuracy.quantized,
      bitOpsShare: (100 * bitOps) / bitOpsAtEightBits,
      usage,
    };
  };
  const wide = {
    resnet8: quantize(...resnet8, ...widths("8", "8")),
    mnist: quantize(...mnist, ...widths("8", "8")),
    espcn: quantize(...espcn, ...images("range=0,1")),
  };
  const behind = (name: keyof typeof wide, unit: string): Row =>
    row(`${name} W8A8: behind ONNX Runtime's own`, runtimesOwn[name] - wide[name].accuracy, unit, chance[name]);
  const quick = quantize(...resnet8, ...widths("8", "8"), "--samples", "256", "--rounding", "nearest");
  const narrow = quantize(...resnet8, ...widths("4", "8"));
  const mixed = seeds.map(seed => {
    const uniform = quantize(...resnet8, ...widths("8", "8"), "--seed", seed);
    const { accuracy, bitOpsShare } = quantize(...resnet8, ...choice, "--within", "60", "--seed", seed);
    return { behind: uniform.accuracy - accuracy, bitOpsShare };
  });
  const enlarging = enlargingAtMixedWidths(folder);
  return [
    row("ResNet-8 W8A8: points lost", wide.resnet8.lost, "points", 0.31),
    row("ResNet-8 W8A8, nearest, 256 images: CPU time", quick.usage.cpuSeconds, "s", 40),
    row("ResNet-8 W8A8, nearest, 256 images: peak memory", quick.usage.peakBytes / 2 ** 30, "GiB", 1.5),
    row("ResNet-8 W4A8, learned rounding: points lost", narrow.lost, "points", 1.01),
    row("ResNet-8 W4A8, plainest: points lost", quantize(...resnet8, ...widths("4", "8"), ...plainest).lost, "points"),
    ...mixed.map((each, i) =>
      row(`ResNet-8 mixed, seed ${seeds[i] ?? ""}: points behind W8A8`, each.behind, "points", 0.31),
    ),
    row(
      "ResNet-8 mixed: BitOps of W8A8, the most of all seeds",
      Math.max(...mixed.map(each => each.bitOpsShare)),
      "%",
      60,
    ),
    row("ESPCN mixed on a bit-serial machine: drop", enlarging.mixed.drop, "dB", 0.3),
    row("ESPCN W4A8 on a bit-serial machine: drop", enlarging.best.drop, "dB", 0.3),
    ...Object.entries(enlarging.narrower).map(([name, { drop }]) => ({
      ...row(`ESPCN ${name}, fewer BitOps than W4A8: drop`, drop, "dB"),
      atLeast: 0.3,
    })),
    row("ESPCN mixed: latency, of that of the best uniform widths", enlarging.latencyShare, "%", 100),
    row("ESPCN mixed: BitOps, of those of the best uniform widths", enlarging.bitOpsShare, "%", 100),
    row("MNIST W8A8: points lost", wide.mnist.lost, "points", 0.11),
    row("MNIST W2A4, learned rounding: points lost", quantize(...mnist, ...widths("2", "4")).lost, "points"),
    row("ESPCN W8A8: decibels lost", wide.espcn.lost, "dB", 0.1),
    behind("resnet8", "points"),
    behind("mnist", "points"),
    behind("espcn", "dB"),
    ...noiseRows(quantize, folder),
  ];
};

/** Figures depend on which samples are drawn. */
const seeds = ["1", "2", "3", "4", "5"];

interface CompiledPlan {
  readonly metrics: { readonly latencySeconds: number; readonly bitOps: number; readonly accuracyDropDb: number };
}

/**
 * ESPCN on one bit-serial machine: at mixed widths, and at the best uniform ones of the same choice that keep to the limit where it is judged,
 * weights of 4 bits and activations of 8. Those with fewer BitOps miss it, as rows of their own say.
 */
const enlargingAtMixedWidths = (folder: string) => {
  const compiled = (name: string, quantization: string): CompiledPlan["metrics"] & { readonly drop: number } => {
    const file = join(folder, `${name}.mortise`);
    writeFileSync(file, enlargingSpec(quantization));
    // A limit that is missed is a figure, too.
    measureMortise(["compile", "--spec", file, "-o", join(folder, name)], join(folder, "usage.json"), [0, 2]);
    const { metrics } = JSON.parse(readFileSync(join(folder, name, "plan.json"), "utf8")) as CompiledPlan;
    return { ...metrics, drop: metrics.accuracyDropDb };
  };
  const uniform = (weights: number, activations: number) =>
    compiled(`w${weights}a${activations}`, `weights ${weights} bits  activations ${activations} bits`);
  const mixed = compiled("mixed", "method mixed  weights in { 2, 4, 6, 8 } bits  activations in { 4, 6, 8 } bits");
  const best = uniform(4, 8);
  return {
    mixed,
    best,
    narrower: { W4A6: uniform(4, 6), W2A8: uniform(2, 8) },
    latencyShare: (100 * mixed.latencySeconds) / best.latencySeconds,
    bitOpsShare: (100 * mixed.bitOps) / best.bitOps,
  };
};

const enlargingSpec = (quantization: string): string => `design "enlarging" {
  network upscaler {
    model "${model("superres_espcn_pytorch.onnx")}"
    bind  batch_size = 1
    accuracy from data "${set("photos-x4", "hr")}" metric psnr
  }
  asic {
    technology "16nm"
    clock 800 MHz
    dram { bandwidth 12.8 GB/s }
    accelerator npu { template bitserial  pes 1024  buffer 512 KiB  bandwidth 128 B/cycle }
  }
  quantize { ${quantization} }
  require accuracy drop <= 0.3 dB
  minimize latency
}
`;

const row = (question: string, value: number, unit: string, bound?: number): Row => ({
  question,
  values: [value],
  unit,
  ...(bound === undefined ? {} : { bound }),
});
