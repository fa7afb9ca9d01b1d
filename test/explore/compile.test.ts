import { describe, expect, test } from "vitest";
import type { Plan } from "../../accelerators/plan.ts";
import { planJson } from "../../codegen/plan-json/index.ts";
import { planSchema } from "../../codegen/plan-json/schema.ts";
import { compile } from "../../explore/compile.ts";
import { judge } from "../../explore/judge.ts";
import { parseLimits } from "../../explore/limits.ts";
import { graphBuilder } from "../../ir/builder.ts";
import { scalar, tensor, tensorType } from "../../ir/tensor.ts";
import { sourceModelOf } from "../../explore/source-model.ts";
import { tinyGraph, tinyRequest } from "./tiny-network.ts";

describe("a network of two layers on the tiny machine, counted on paper", () => {
  const plan = compile(tinyRequest());
  const [conv, relu, ...others] = plan.networks[0]!.layers;

  test("the reshape is no layer", () => expect(others).toEqual([]));

  /*
   * Convolution: 4 filters × 1 channel × 4 pixels = 16 MACs, 4 at a time: 4 steps.
   * DRAM sends 4 weights and 4 inputs and takes 16 outputs: 24 bytes, 1 per cycle: 24 cycles, 24 pJ.
   * The buffer takes the 8 bytes (8 writes); each step reads 4 weights and 1 input, which all PEs share, and takes 4
   * outputs: 4 × (4 + 1) = 20 reads, 16 writes: 44 accesses in all, 44 pJ.
   * 24 + 44 + 16 MACs = 84 pJ; the MACs are busy 16 of 4 × 24 slots.
   */
  test("the convolution", () =>
    expect(conv).toMatchObject({
      name: "Conv_0",
      op: "conv2d",
      origins: ["Conv_0"],
      workload: { kind: "contraction", bounds: { G: 1, N: 1, K: 4, C: 1, P: 2, Q: 2, R: 1, S: 1 } },
      precision: { weightBits: 8, activationBits: 8, outputBits: 8, accumulatorBits: 8 },
      onChip: [],
      startCycle: 0,
      endCycle: 24,
      latencyCycles: 24,
      macs: 16,
      bound: "DRAM",
      energyPj: {
        total: 84,
        perLevel: { DRAM: 24, buffer: 44, compute: 16, vector: 0, network: 0, leakage: 0 },
        perTensor: { weights: 4 + 4 + 16, inputs: 4 + 4 + 4, outputs: 16 + 16 },
      },
      accesses: {
        perLevel: {
          DRAM: { readBits: 8 * 8, writtenBits: 16 * 8 },
          buffer: { readBits: 20 * 8, writtenBits: (8 + 16) * 8 },
        },
        // Weights and inputs pass the buffer's fan-out on their way to the MACs, and outputs back: 16 bytes each.
        fanOutBits: { DRAM: (8 + 16) * 8, buffer: (16 + 16 + 16) * 8 },
        perTensor: {
          weights: { DRAM: { readBits: 4 * 8, writtenBits: 0 }, buffer: { readBits: 16 * 8, writtenBits: 4 * 8 } },
          inputs: { DRAM: { readBits: 4 * 8, writtenBits: 0 }, buffer: { readBits: 4 * 8, writtenBits: 4 * 8 } },
          outputs: { DRAM: { readBits: 0, writtenBits: 16 * 8 }, buffer: { readBits: 0, writtenBits: 16 * 8 } },
        },
      },
    }));
  test("the convolution's MACs are busy a sixth of the time", () => expect(conv?.utilization).toBeCloseTo(1 / 6, 12));
  test("the convolution's loop nest", () =>
    expect(conv?.mapping?.nest).toEqual([
      "DRAM [weights inputs outputs]",
      "  buffer [weights inputs outputs]",
      "    for P in 2",
      "      for Q in 2",
      "        parallel x K in 4",
      "          mac",
    ]));

  /* Relu: 16 bytes in, 16 out at 1 byte per cycle: 32 cycles, 32 pJ; 16 operations, 4 at a time: 4 cycles, 16 pJ. */
  test("the relu", () =>
    expect(relu).toMatchObject({
      name: "Relu_1",
      workload: {
        kind: "vector",
        inputElements: 16,
        outputElements: 16,
        operations: 16,
        inputBits: 128,
        outputBits: 128,
      },
      startCycle: 24,
      endCycle: 56,
      latencyCycles: 32,
      mapping: null,
      macs: 0,
      bound: "DRAM",
      energyPj: { total: 48, perLevel: { DRAM: 32, vector: 16 } },
    }));

  /*
   * 24 + 32 = 56 cycles at 1 GHz = 56 ns; 84 + 48 = 132 pJ; half and twice that at the ends of the band.
   * Arena: at the relu its 16 input and 16 output bytes are alive, at the convolution only 4 + 16.
   */
  test("the totals", () => {
    const { metrics } = plan;
    expect(metrics).toMatchObject({
      latencyCycles: 56,
      energyPj: 132,
      energyPjBand: { low: 66, high: 264 },
      areaMm2: 3,
      areaMm2Band: { low: 2, high: 5 },
      modelBytes: 4,
      peakActivationBytes: 32,
      bitOps: 16 * 8 * 8,
      macs: 16,
      parameters: 4,
      accuracy: null,
      accuracyDb: null,
      accuracyDrop: null,
      accuracyDropDb: null,
      unknown: ["accuracy", "accuracyDb", "accuracyDrop", "accuracyDropDb"].map(metric => ({
        metric,
        reason: "the quantized network was not run on data",
      })),
    });
    expect(metrics.latencySeconds).toBeCloseTo(56e-9, 20);
    expect(metrics.powerWatts).toBeCloseTo(132e-12 / 56e-9, 12);
    expect(metrics.throughputPerSecond).toBeCloseTo(1 / 56e-9, 3);
  });

  test("the memory map", () =>
    expect(
      plan.memory.map(({ name, tensor: id, region, offsetBytes, sizeBytes, fromCycle, toCycle, aliases }) => [
        name,
        id,
        region,
        offsetBytes,
        sizeBytes,
        fromCycle,
        toCycle,
        aliases,
      ]),
    ).toEqual([
      ["image", "image", "activations", 16, 4, 0, 24, []],
      ["Conv_0", "0", "activations", 0, 16, 0, 56, []],
      ["Relu_1", "1", "activations", 16, 16, 24, 56, ["2"]],
      ["filters", "filters", "weights", 0, 4, 0, 56, []],
    ]));

  test("every source node is accounted for", () =>
    expect(plan.coverage.map(({ node, status, reason }) => [node, status, reason])).toEqual([
      ["Shape_9", "free", "gone by pass fold-constants: evaluated at compile time"],
      ["Conv_0", "mapped", "on the PE array"],
      ["Identity_3", "free", "passes its operand on"],
      ["Relu_1", "vector", "on the vector unit"],
      ["Flatten_2", "free", expect.stringContaining("reshape") as string],
    ]));

  test("assumptions, warnings and origin are told", () => {
    expect(plan.assumptions[0]).toContain("int8 weights and int8 activations");
    expect(plan.assumptions[0]).toContain("no quantization has been calibrated");
    expect(plan.warnings).toEqual([{ code: "ONNX_EXAMPLE", message: "an example of a warning" }]);
    expect(plan.networks[0]?.boundSymbols).toEqual([{ name: "batch", value: 1 }]);
    expect(plan.provenance).toEqual({
      version: "0.1.0",
      seed: 0,
      command: "mortise compile models/tiny.onnx",
      specSha256: null,
      modelSha256: ["00ff"],
      passes: ["fold-constants", "canonicalize"],
      search: {
        objective: "least energy-delay product",
        exact: false,
        distinctWorkloads: 2,
        mappingsConsidered: 2,
        mappingsPruned: 0,
      },
    });
  });

  test("without limits it is feasible", () => expect(plan.feasible).toBe(true));
  test("it is of the published schema, fields in its order", () => {
    expect(planJson.validate(plan)).toEqual([]);
    expect(JSON.stringify(planSchema.parse(plan))).toBe(JSON.stringify(plan));
  });
  test("the same request gives the same bytes", () =>
    expect(planJson.emit(compile(tinyRequest()))).toEqual(planJson.emit(plan)));
});

const judged = (...texts: string[]): Plan => compile(tinyRequest(parseLimits(texts)));

describe("limits", () => {
  test("met with room", () => {
    const { limits, feasible } = judged("latency <= 112 ns", "energy <= 132 pJ", "throughput >= 1e6 /s");
    expect(limits.map(({ satisfied }) => satisfied)).toEqual([true, true, true]);
    expect(limits[0]).toMatchObject({ metric: "latency", relation: "<=", bound: 112, unit: "ns", blame: [] });
    expect(limits[0]?.value).toBeCloseTo(56, 9);
    expect(limits[0]?.margin).toBeCloseTo(0.5, 12);
    expect(limits[1]?.margin).toBe(0);
    expect(feasible).toBe(true);
  });

  test("a missed latency blames the slowest layers and what bounds them", () => {
    const { limits, feasible } = judged("latency <= 28 cycles");
    expect(feasible).toBe(false);
    expect(limits).toEqual([
      {
        metric: "latency",
        relation: "<=",
        bound: 28,
        value: 56,
        unit: "cycles",
        satisfied: false,
        margin: -1,
        blame: [
          { name: "Relu_1", share: 32 / 56, reason: "bound by DRAM bandwidth" },
          { name: "Conv_0", share: 24 / 56, reason: "bound by DRAM bandwidth, MACs 17 % busy" },
        ],
      },
    ]);
  });

  test("a missed energy blames the hungriest layers and where it goes", () =>
    expect(judged("energy <= 100 pJ").limits[0]?.blame).toEqual([
      { name: "Conv_0", share: 84 / 132, reason: "52 % of it in buffer" },
      { name: "Relu_1", share: 48 / 132, reason: "67 % of it in DRAM" },
    ]));

  test("area blames parts, memory blames tensors, size blames weights", () => {
    expect(judged("area <= 1 mm2").limits[0]?.blame).toMatchObject([
      { name: "buffer", share: 2 / 3, reason: "2.00 mm2" },
      { name: "PEs", share: 1 / 3, reason: "1.00 mm2" },
    ]);
    expect(judged("memory <= 16 B").limits[0]?.blame).toMatchObject([
      { name: "Conv_0", share: 0.5, reason: "16 bytes" },
      { name: "Relu_1", share: 0.5, reason: "16 bytes" },
    ]);
    expect(judged("model_size <= 1 B").limits[0]?.blame).toEqual([{ name: "filters", share: 1, reason: "4 bytes" }]);
    expect(judged("parameters <= 1").limits[0]?.blame).toEqual([{ name: "filters", share: 1, reason: "4 parameters" }]);
  });

  test("a bound that equals the value is met in every unit", () => {
    const { metrics, networks, memory } = compile(tinyRequest());
    const evidence = { layers: networks[0]!.layers, memory, parameters: [], areaMm2: {}, quantizations: [] };
    for (let count = 1; count <= 2000; count++) {
      const exact = { ...metrics, latencySeconds: (count * 1000) / 1e9, energyPj: count * 1e6 };
      const limits = parseLimits([`latency <= ${count} us`, `energy <= ${count} uJ`, `latency >= ${count} us`]);
      const judgements = limits.map(limit => judge(limit, { ...evidence, metrics: exact }));
      expect(judgements.map(({ satisfied, margin }) => [satisfied, margin])).toEqual(limits.map(() => [true, 0]));
    }
  });

  test("what is not known is not met", () =>
    expect(judged("accuracy >= 90 %").limits).toMatchObject([
      {
        value: null,
        satisfied: false,
        margin: null,
        blame: [{ name: "accuracy", share: null, reason: "the quantized network was not run on data" }],
      },
    ]));
});

describe("a layer that does not fit", () => {
  const plan = compile(tinyRequest(parseLimits(["latency <= 1 s"]), tinyGraph(6)));

  test("makes the plan infeasible and names tensor, level and bytes", () => {
    expect(plan.feasible).toBe(false);
    expect(plan.coverage.find(({ node }) => node === "Conv_0")).toMatchObject({
      status: "unsupported",
      reason: "does not fit tiny-4: the smallest tiles of its weights need 2 bytes more than buffer has",
      layers: ["Conv_0"],
    });
  });

  test("leaves time and energy unknown, with the reason, and counts what can be counted", () => {
    expect(plan.metrics).toMatchObject({
      latencyCycles: null,
      energyPj: null,
      powerWatts: null,
      macs: 24,
      parameters: 6,
    });
    expect(plan.limits[0]?.blame).toEqual([
      {
        name: "latency",
        share: null,
        reason: "Conv_0 does not fit tiny-4: the smallest tiles of its weights need 2 bytes more than buffer has",
      },
    ]);
    expect(planJson.validate(plan)).toEqual([]);
  });
});

test("a network whose work is beyond counting is the input's fault, and named", () => {
  const build = graphBuilder("huge");
  const left = build.input("left", tensorType("f32", [2 ** 20, 2 ** 20]));
  const right = build.input("right", tensorType("f32", [2 ** 20, 2 ** 20]));
  build.output("product", build.node("matmul", [left, right], {}, ["MatMul_0"]));
  expect(() => compile(tinyRequest([], build.build()))).toThrow(/MatMul_0.*PLAN_TOO_LARGE/);
});

const bytes = { weightBits: 8, activationBits: 8 };

describe("a network of integers", () => {
  const build = graphBuilder("integers");
  const image = build.input("image", tensorType("uint8", [1, 1, 2, 2]));
  const weights = build.constant("filters", tensor("int4", [4, 1, 1, 1], [1, 2, 3, 4]));
  const zeros = [build.constant("zero", scalar("uint8", 3)), build.constant("none", scalar("int4", 0))];
  const settings = { strides: [1, 1], pads: [0, 0, 0, 0], group: 1 };
  build.output("sums", build.node("conv2d_integer", [image, weights, ...zeros], settings, ["ConvInteger_0"]));
  const graph = build.build();
  const request = tinyRequest([], graph);
  const network = { ...request.network, model: sourceModelOf(graph) };
  const plan = compile({
    ...request,
    network,
    machine: { ...request.machine, precision: { ...bytes, accumulatorBits: 32 } },
  });

  test("keeps its own widths", () => {
    expect(plan.networks[0]?.layers[0]?.precision).toEqual({
      weightBits: 4,
      activationBits: 8,
      outputBits: 32,
      accumulatorBits: 32,
    });
    expect(plan.metrics.bitOps).toBe(16 * 4 * 8);
  });
  test("assumes no precision", () => expect(plan.assumptions.join(" ")).not.toContain("int8"));
  test("has no parameters but its weights: zero points were not trained", () =>
    expect(plan.metrics.parameters).toBe(4));
  test("packs its weights: four of 4 bits take two bytes, each zero point one", () =>
    expect(plan.metrics.modelBytes).toBe(2 + 1 + 1));
});

describe("an integer convolution whose sums are requantized", () => {
  const build = graphBuilder("integer");
  const zero = build.constant("zero", tensor("int8", [], [0]));
  const image = build.input("image", tensorType("int8", [1, 1, 2, 2]));
  const filters = build.constant("filters", tensor("int8", [4, 1, 1, 1], [1, 1, 1, 1]));
  const multiplier = build.constant("multiplier", tensor("f32", [], [0.5]));
  const attributes = { strides: [1, 1], pads: [0, 0, 0, 0], group: 1 };
  const sums = build.node("conv2d_integer", [image, filters, zero, zero], attributes, ["Conv_0"]);
  const codes = build.node("requantize", [sums, multiplier, zero], { axis: 1, dtype: "int8" }, ["Quantize_1"]);
  build.output("codes", codes);
  const graph = build.build();
  const request = tinyRequest([], graph);
  const sourceNodes = [
    { name: "Conv_0", opType: "ConvInteger" },
    { name: "Quantize_1", opType: "QuantizeLinear" },
  ];
  const model = { ...request.network.model, sourceNodes, eliminated: new Map<string, string>() };
  const plan = compile({ ...request, network: { ...request.network, model } });

  /* 4 weights, 4 inputs, a multiplier and a zero point come in, 16 codes go out: 26 bytes, one per cycle. The sums stay inside. */
  test("is one layer that sends codes to memory", () =>
    expect(plan.networks[0]!.layers).toMatchObject([
      {
        name: "Conv_0 + Quantize_1",
        latencyCycles: 26,
        bound: "DRAM",
        precision: { weightBits: 8, activationBits: 8, outputBits: 8, accumulatorBits: 32 },
        workload: { epilogueOperationsPerOutput: 2 },
        accesses: { perLevel: { DRAM: { readBits: 10 * 8, writtenBits: 16 * 8 } } },
      },
    ]));
  test("keeps no room for the sums", () => expect(plan.metrics.peakActivationBytes).toBe(4 + 16));
  test("covers both nodes", () =>
    expect(plan.coverage.map(({ node, status }) => [node, status])).toEqual([
      ["Conv_0", "mapped"],
      ["Quantize_1", "mapped"],
    ]));
});

describe("attention on the tiny machine", () => {
  const build = graphBuilder("attention");
  const query = build.input("query", tensorType("f32", [3, 2]));
  const key = build.input("key", tensorType("f32", [4, 2]));
  const value = build.input("value", tensorType("f32", [4, 2]));
  build.output("mixed", build.node("attention", [query, key, value], { scale: 1 }, ["Attention_0"]));
  const request = tinyRequest([], build.build());
  const model = { ...request.network.model, sourceNodes: [{ name: "Attention_0", opType: "Attention" }] };
  const plan = compile({ ...request, network: { ...request.network, model } });

  /* Query 3×2, key and value 4×2, result 3×2: 28 bytes; and 3×4 scores, before and after the softmax. */
  test("its scores take memory", () => {
    expect(plan.memory.filter(({ tensor: name }) => name.startsWith("scratch")).map(entry => entry.sizeBytes)).toEqual([
      12, 12,
    ]);
    expect(plan.metrics.peakActivationBytes).toBe(6 + 8 + 8 + 6 + 12 + 12);
  });
});
