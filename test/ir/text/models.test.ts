/** Trained models, weights and all: valid after import, and equal after print and parse. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { firstDifference } from "../../../ir/equal.ts";
import { importOnnx } from "../../../ir/import/onnx/import-onnx.ts";
import { parseGraph } from "../../../ir/parse/parse.ts";
import { printGraph } from "../../../ir/print.ts";
import { verifyGraph } from "../../../ir/verify.ts";
import { dataPath, describeWithData } from "../../support/data.ts";

describeWithData("trained models", () => {
  test.each([
    "mnist_cntk",
    "mlperftiny_mbv1_025_vww_kj",
    "mlperftiny_resnet8_cifar10_kj",
    "tiny07_alibaba_ad",
    "tiny07_alibaba_kws",
    "tiny07_alibaba_vww",
    "yunet_n_320",
    "fastestdet_coco",
  ])("%s reads back equal", name => {
    const { graph } = importOnnx(readFileSync(dataPath("models", "onnx", `${name}.onnx`)));
    expect(verifyGraph(graph)).toEqual([]);
    expect(firstDifference(graph, parseGraph(printGraph(graph)))).toBeUndefined();
  });
});
