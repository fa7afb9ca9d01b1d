/** Plans of trained models: nothing is lost, everything adds up, nothing overlaps. */
import { expect, test } from "vitest";
import type { Plan, PlanLayer } from "../../accelerators/plan.ts";
import { targetNamed } from "../../accelerators/targets.ts";
import { emitters } from "../../codegen/index.ts";
import { compile } from "../../explore/compile.ts";
import { machineOf } from "../../explore/target-machine.ts";
import type { ImportedModel } from "../../ir/import/conversion/imported-model.ts";
import { importOnnx } from "../../ir/import/onnx/import-onnx.ts";
import { map } from "../../mapping/mapper.ts";
import { runPipeline } from "../../passes/manager.ts";
import { pipelines } from "../../passes/pipelines.ts";
import { describeWithData } from "../support/data.ts";
import { overlapsIn } from "../support/memory-overlaps.ts";
import {
  importModel,
  readModel,
  shapesOnlyModels,
  tfjsModels,
  tfliteModels,
  trainedModels,
} from "../support/real-models.ts";

const planOf = (model: ImportedModel, target = "npu-256"): Plan =>
  compile({
    design: `model on ${target}`,
    network: {
      name: "model",
      source: "model.onnx",
      sha256: null,
      model,
      optimized: runPipeline(model.graph, pipelines.default),
    },
    machine: machineOf(targetNamed(target)!),
    mapper: map,
    limits: [],
    provenance: { version: "0.1.0", seed: 0, command: "mortise compile model.onnx", specSha256: null },
  });

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describeWithData("the plan of a trained model", () => {
  test.each([...trainedModels, ...shapesOnlyModels, ...tfliteModels, ...tfjsModels])("$file", model => {
    const imported = importModel(model);
    const plan = planOf(imported);
    const { layers } = plan.networks[0]!;

    for (const emitter of emitters) expect(emitter.validate(plan)).toEqual([]);
    expect(plan.feasible).toBe(true);

    expect(plan.coverage.map(({ node, op }) => [node, op])).toEqual(
      imported.sourceNodes.map(({ name, opType }) => [name, opType]),
    );
    expect(plan.coverage.filter(({ status }) => status === "unsupported")).toEqual([]);
    const names = new Set(layers.map(({ name }) => name));
    expect(names.size).toBe(layers.length);
    expect(plan.coverage.flatMap(entry => entry.layers).filter(name => !names.has(name))).toEqual([]);

    expect(layers.map(({ startCycle }) => startCycle)).toEqual([
      0,
      ...layers.slice(0, -1).map(({ endCycle }) => endCycle),
    ]);
    expect(plan.metrics.latencyCycles).toBe(sum(layers.map(({ latencyCycles }) => latencyCycles)));
    expect(plan.metrics.macs).toBe(sum(layers.map(({ macs }) => macs)));
    expect(
      plan.metrics.energyPj! / sum(layers.flatMap(({ energyPj }) => Object.values(energyPj.perLevel))),
    ).toBeCloseTo(1, 9);
    expect(plan.metrics.energyPjBand!.low).toBeLessThan(plan.metrics.energyPj!);
    expect(plan.metrics.energyPjBand!.high).toBeGreaterThan(plan.metrics.energyPj!);

    expect(overlapsIn(plan.memory)).toEqual([]);
    const ends = (level: string): number[] =>
      plan.memory
        .filter(entry => entry.region === "activations" && entry.level === level)
        .map(({ offsetBytes, sizeBytes }) => offsetBytes + sizeBytes);
    for (const { name, capacityBytes } of plan.accelerators[0]!.levels)
      expect(Math.max(0, ...ends(name))).toBeLessThanOrEqual(capacityBytes ?? plan.metrics.peakActivationBytes!);
  });

  /* He et al., CVPR 2016, and Sandler et al., CVPR 2018, at 224×224: 1.814 G and 300.8 M multiply-accumulates. */
  test.each([
    ["zigzag_resnet18_noweights.onnx", 1.814e9],
    ["zigzag_mobilenetv2_noweights.onnx", 300.8e6],
  ])("%s has the published number of MACs, and says that its weights are unknown", (file, macs) => {
    const plan = planOf(importModel({ file, folder: "onnx-shapes-only" }));
    expect(plan.metrics.macs! / macs).toBeCloseTo(1, 3);
    expect(plan.networks[0]?.unknownConstants.length).toBeGreaterThan(0);
    expect(plan.warnings.length).toBeGreaterThan(0);
  });

  test("ResNet-8 on npu-256: its activations stay on chip, and DRAM moves what is counted by hand", () => {
    const plan = planOf(importModel({ file: "mlperftiny_resnet8_cifar10_kj.onnx", folder: "onnx" }));
    const [first, second, third] = plan.networks[0]!.layers;
    const bits = (layer: PlanLayer | undefined): unknown => layer?.accesses.perLevel["DRAM"];
    // 16 filters of 3 channels, 16 biases, and the picture with its padding.
    expect(bits(first)).toEqual({ readBits: 8 * 16 * 3 * 9 + 32 * 16 + 8 * 3 * 34 * 34, writtenBits: 0 });
    // Weights and biases alone.
    expect(bits(second)).toEqual({ readBits: 8 * 16 * 16 * 9 + 32 * 16, writtenBits: 0 });
    expect(bits(third)).toEqual(bits(second));
    // The sum at the end of the third: 32 × 32 pixels of 16 channels come from where they stayed.
    expect(third?.accesses.perTensor["epilogue"]?.["CBUF"]).toEqual({ readBits: 8 * 32 * 32 * 16, writtenBits: 0 });
    expect([first, second, third].map(layer => layer?.onChip.length)).toEqual([1, 2, 3]);
  });

  test("nodes that cannot be mapped are listed with the reason, and the totals say that they are left out", () => {
    const file = "silero_vad_legacy.onnx";
    const bindings = new Map(Object.entries({ batch: 1, sequence: 512 }));
    const model = importOnnx(readModel({ file, folder: "onnx" }), { file, bindings, allowUnsupported: true });
    const plan = planOf(model);
    const unsupported = plan.coverage.filter(({ status }) => status === "unsupported");
    expect(plan.coverage).toHaveLength(model.sourceNodes.length);
    expect(unsupported.map(({ node }) => node)).toEqual(model.unsupported.map(({ name }) => name));
    expect(unsupported.every(({ reason }) => reason !== "")).toBe(true);
    expect(plan.warnings.map(({ code }) => code)).toContain("PLAN_UNSUPPORTED");
    expect(plan.networks[0]?.boundSymbols.map(({ name, value }) => [name, value])).toEqual([
      ["batch", 1],
      ["sequence", 512],
    ]);
  });
});
