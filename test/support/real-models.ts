/** The trained models of the data folder: how to bind them small, and how to read them. */
import { readFileSync } from "node:fs";
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import type { ImportedModel } from "../../ir/import/conversion/imported-model.ts";
import { importOnnx } from "../../ir/import/onnx/import-onnx.ts";
import { importTfjs } from "../../ir/import/tfjs/import-tfjs.ts";
import type { ShardReader } from "../../ir/import/tfjs/weights.ts";
import { importTflite } from "../../ir/import/tflite/import-tflite.ts";
import { ModelProtoSchema, type ValueInfoProto } from "../../ir/import/onnx/schema/onnx_pb.ts";
import { dataPath } from "./data.ts";

export interface RealModel {
  readonly file: string;
  readonly folder: "onnx" | "onnx-shapes-only" | "tflite" | "tfjs";
  readonly bindings?: Readonly<Record<string, number>>;
  /** Sizes that replace those of the model's only input, where the original would take the interpreter minutes. */
  readonly inputDims?: readonly number[];
  /** Factor on standard normal inputs, 1 unless given: what lifts sigmoids at the end out of saturation. */
  readonly inputScale?: number;
}

/** Everything that can be run. Sizes are as small as the networks allow. */
export const trainedModels: readonly RealModel[] = [
  {
    file: "ch_PP-OCRv4_det_infer.onnx",
    folder: "onnx",
    bindings: { "p2o.DynamicDimension.0": 1, "p2o.DynamicDimension.1": 64, "p2o.DynamicDimension.2": 64 },
    inputScale: 10,
  },
  {
    file: "ch_PP-OCRv4_rec_infer.onnx",
    folder: "onnx",
    bindings: { "p2o.DynamicDimension.0": 1, "p2o.DynamicDimension.1": 64 },
  },
  { file: "fastestdet_coco.onnx", folder: "onnx" },
  { file: "mlperftiny_mbv1_025_vww_kj.onnx", folder: "onnx" },
  { file: "mlperftiny_resnet8_cifar10_kj.onnx", folder: "onnx" },
  { file: "mnist_cntk.onnx", folder: "onnx" },
  { file: "oww_embedding_model.onnx", folder: "onnx", bindings: { unk__314: 1 } },
  { file: "superres_espcn_pytorch.onnx", folder: "onnx", bindings: { batch_size: 1 }, inputDims: [1, 1, 28, 28] },
  { file: "tiny07_alibaba_ad.onnx", folder: "onnx" },
  { file: "tiny07_alibaba_kws.onnx", folder: "onnx" },
  { file: "tiny07_alibaba_vww.onnx", folder: "onnx" },
  { file: "yunet_n_320.onnx", folder: "onnx", inputScale: 60 },
];

/** Weights in files that are missing: only shapes are known. */
export const shapesOnlyModels: readonly RealModel[] = [
  { file: "zigzag_alexnet_noweights.onnx", folder: "onnx-shapes-only" },
  { file: "zigzag_mobilenetv2_noweights.onnx", folder: "onnx-shapes-only" },
  { file: "zigzag_resnet18_noweights.onnx", folder: "onnx-shapes-only" },
];

export const tfliteModels: readonly RealModel[] = [
  { file: "mlperftiny_kws_ref_model.tflite", folder: "tflite" },
  { file: "mlperftiny_pretrainedResnet.tflite", folder: "tflite" },
  { file: "mlperftiny_pretrainedResnet_quant.tflite", folder: "tflite" },
  { file: "mlperftiny_vww_96_int8.tflite", folder: "tflite" },
  { file: "tflm_mobilenet_v2_quantized_1x3x224x224.tflite", folder: "tflite" },
];

/** Named by their folders. */
export const tfjsModels: readonly RealModel[] = [
  { file: "upscaler_default_2x", folder: "tfjs", bindings: { "LR.1": 16, "LR.2": 12 } },
];

export const readModel = ({ folder, file, inputDims }: RealModel): Uint8Array => {
  const bytes = new Uint8Array(readFileSync(dataPath("models", folder, file)));
  return inputDims === undefined ? bytes : resized(bytes, inputDims);
};

export const importModel = (model: RealModel, bytes?: Uint8Array): ImportedModel => {
  if (model.folder === "tfjs") return importFolder(model);
  const { file } = model;
  return model.folder === "tflite"
    ? importTflite(bytes ?? readModel(model), { file })
    : importOnnxModel(model, bytes ?? readModel(model));
};

const importFolder = ({ file, bindings = {} }: RealModel): ImportedModel => {
  const read = (name: string): Uint8Array => new Uint8Array(readFileSync(dataPath("models", "tfjs", file, name)));
  const shards: ShardReader = path => ({ kind: "data", bytes: read(path) });
  return importTfjs(read("model.json"), { file, shards, bindings: new Map(Object.entries(bindings)) });
};

const importOnnxModel = (model: RealModel, bytes: Uint8Array): ImportedModel => {
  const bindings = model.inputDims === undefined ? model.bindings : {};
  return importOnnx(bytes, { file: model.file, bindings: new Map(Object.entries(bindings ?? {})) });
};

const resized = (bytes: Uint8Array, dims: readonly number[]): Uint8Array => {
  const model = fromBinary(ModelProtoSchema, bytes);
  const { graph } = model;
  const input = shapeOf(graph?.input[0]);
  if (graph === undefined || input === undefined) throw new RangeError("the model has no input of known rank");
  for (const [axis, dim] of input.dim.entries()) dim.value = { case: "dimValue", value: BigInt(dims[axis] ?? 1) };
  // What the file records about the rest was true for the old size.
  for (const dim of graph.output.flatMap(output => shapeOf(output)?.dim ?? []))
    dim.value = { case: "dimParam", value: "" };
  graph.valueInfo = [];
  return toBinary(ModelProtoSchema, model);
};

const shapeOf = (info: ValueInfoProto | undefined) =>
  info?.type?.value.case === "tensorType" ? info.type.value.value.shape : undefined;
