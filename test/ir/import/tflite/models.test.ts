/** The trained models of the data folder against TensorFlow Lite itself, and against the same networks as ONNX. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { toFileOrder, toGraphOrder } from "../../../../ir/import/conversion/axis-orders.ts";
import { importTflite } from "../../../../ir/import/tflite/import-tflite.ts";
import type { Graph } from "../../../../ir/graph.ts";
import { evaluate } from "../../../../ir/interp/evaluate.ts";
import { elementCount, tensor } from "../../../../ir/tensor.ts";
import { verifyGraph } from "../../../../ir/verify.ts";
import { runPipeline } from "../../../../passes/manager.ts";
import { pipelines } from "../../../../passes/pipelines.ts";
import { dataPath, describeWithData } from "../../../support/data.ts";
import { importModel } from "../../../support/real-models.ts";
import { macsOf, parametersOf } from "../../../support/totals.ts";

/**
 * Fed round(100 · sin(i / 100)) at element i of the input as the file has it, TensorFlow Lite's default kernels (ai-edge-litert
 * 2.3.0 on x86-64) give `output`. Codes are equal, reals to `tolerance`.
 */
const figures = [
  {
    file: "mlperftiny_kws_ref_model",
    output: [-128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, 127],
    tolerance: 0,
    macs: 2_656_768,
    parameters: 22_604,
  },
  {
    file: "mlperftiny_pretrainedResnet",
    output: [
      0.00226587918587029, 0.24787971377372742, 1.8638370846701946e-8, 0.000546824187040329, 2.8633301951686008e-8,
      4.200939201837173e-6, 1.8120488221029518e-8, 3.819458470388781e-6, 0.08105303347110748, 0.6682464480400085,
    ],
    tolerance: 1e-5,
    macs: 12_501_632,
    parameters: 77_706,
  },
  {
    file: "mlperftiny_pretrainedResnet_quant",
    output: [-84, -127, -128, -128, -128, -128, -128, -128, 77, -121],
    tolerance: 0,
    macs: 12_501_632,
    parameters: 77_706,
  },
  {
    file: "mlperftiny_vww_96_int8",
    output: [121, -121],
    tolerance: 0,
    macs: 7_489_664,
    parameters: 210_850,
  },
];

const modelOf = (file: string) => {
  const bytes = new Uint8Array(readFileSync(dataPath("models", "tflite", `${file}.tflite`)));
  return importTflite(bytes, { file });
};

const optimized = (graph: Graph): Graph => runPipeline(graph, pipelines.default).graph;

const movements = ({ nodes }: Graph): number => nodes.filter(({ op }) => op === "transpose").length;

describeWithData("trained models", () => {
  describe.each(figures)("$file", ({ file, output, tolerance, macs, parameters }) => {
    const model = modelOf(file);

    test("computes what TensorFlow Lite computes, before and after all passes", () => {
      const [input] = model.graph.inputs;
      if (input === undefined) throw new RangeError("no input");
      const dims = (model.axisOrders.get(input.id) ?? []).reduce<number[]>(
        (inFile, axis, i) => inFile.with(axis, input.type.dims[i] ?? 1),
        [...input.type.dims],
      );
      const codes = Array.from({ length: elementCount(dims) }, (_, i) => Math.round(100 * Math.sin(i / 100)));
      const feed = toGraphOrder(model, input.id, tensor(input.type.dtype, dims, codes));
      for (const graph of [model.graph, optimized(model.graph)]) {
        expect(verifyGraph(graph)).toEqual([]);
        const [[name, found] = []] = [...evaluate(graph, new Map([[input.id, feed]]))];
        if (name === undefined || found === undefined) throw new RangeError("no output");
        const { data } = toFileOrder(model, name, found);
        expect(data.length).toBe(output.length);
        for (const [i, expected] of output.entries())
          expect(Math.abs((data[i] ?? NaN) - expected), `element ${i}`).toBeLessThanOrEqual(tolerance);
      }
    });

    test("has the network's multiplications and parameters, and moves nothing", () => {
      const graph = optimized(model.graph);
      expect([macsOf(graph), parametersOf(graph)]).toEqual([macs, parameters]);
      expect(movements(graph)).toBe(0);
      expect(model.warnings).toEqual([]);
    });
  });

  test.each([
    ["mlperftiny_resnet8_cifar10_kj.onnx", "onnx", 12_501_632, 77_706],
    ["mlperftiny_mbv1_025_vww_kj.onnx", "onnx", 7_489_664, 210_850],
    ["zigzag_mobilenetv2_noweights.onnx", "onnx-shapes-only", 300_774_272, 3_487_816],
  ] as const)("%s is the same network and has the same totals", (file, folder, macs, parameters) => {
    const graph = optimized(importModel({ file, folder }).graph);
    expect([macsOf(graph), parametersOf(graph), movements(graph)]).toEqual([macs, parameters, 0]);
  });

  test("MobileNetV2 1.0 224 as int8: 300.8 M MACs, padding folded, no transpose", () => {
    const graph = optimized(modelOf("tflm_mobilenet_v2_quantized_1x3x224x224").graph);
    expect([macsOf(graph), parametersOf(graph)]).toEqual([300_774_272, 3_487_816]);
    expect(graph.inputs.map(({ type }) => type.dims)).toEqual([[1, 3, 224, 224]]);
    expect(movements(graph)).toBe(0);
    expect(graph.nodes.filter(({ op }) => op === "pad")).toEqual([]);
  });
});
