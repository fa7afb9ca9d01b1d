import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { SourceNetwork } from "../../../explore/assembled-network.ts";
import { sourceModelOf } from "../../../explore/source-model.ts";
import type { Graph } from "../../../ir/graph.ts";
import { compile } from "../../../explore/compile.ts";
import { evaluatorOf, networkFile, type SpecEvaluator } from "../../../explore/evaluate/evaluator-of.ts";
import { machineDesign } from "../../../explore/design/chip-space.ts";
import { parseLimits } from "../../../explore/limits.ts";
import type { Mapper } from "../../../explore/map-network.ts";
import { macro } from "../../../explore/space/networks/macro.ts";
import { readSpec } from "../../../explore/spec/read-spec.ts";
import { requireExplorable } from "../../../explore/spec/runnable.ts";
import { machineFrom } from "../../../explore/target-machine.ts";
import { map } from "../../../mapping/mapper.ts";
import { dataFolder, describeWithPath } from "../../support/data.ts";
import { diagnosticsOf } from "../../support/diagnostics-of.ts";
import { task } from "../space/networks/counts.ts";
import { tinyGraph } from "../tiny-network.ts";

const sourceNetworkOf = (graph: Graph): SourceNetwork => ({
  name: "n",
  source: "n",
  sha256: null,
  model: sourceModelOf(graph),
  optimized: { graph, statistics: [], gone: [] },
});

/** A few mappings each: quick, and the same for both sides. */
const mapper: Mapper = (workload, machine) => map(workload, machine);

const specification = (network: string, asic: string, goals = ""): string =>
  `design "d" {\n network n { ${network} }\n asic { technology "28nm" clock 500 MHz ${asic} }\n ${goals}\n}`;
const macroSpace = "space macro { input 3x32x32 classes 10 }";
const npu = "accelerator npu { template nvdla pes 64 buffer in { 64 KiB, 128 KiB } bandwidth 32 B/cycle }";

const evaluatorFrom = (text: string, files: ReadonlyMap<string, Uint8Array> = new Map()): SpecEvaluator =>
  evaluatorOf({ path: "d.mortise", text, files, mapper });

const network = [0, 1, 0, 2, 0, 0, 0, 1];

describe("costs are those that compiling gives", () => {
  const limits = [
    "",
    "latency <= 100 ms",
    "latency <= 3 ms",
    "latency <= 1 us",
    "energy <= 200 uJ",
    "energy <= 1 pJ",
    "throughput >= 400 /s",
  ];

  test.each(limits)("with limits on %s", async limit => {
    const text = specification(`${macroSpace} accuracy from proxy`, npu, limit === "" ? "" : `require ${limit}`);
    const evaluator = evaluatorFrom(text);
    const encoding = [...network, 1];
    const { metrics } = await evaluator.evaluate(encoding);
    const { spec } = readSpec("d.mortise", text, { exists: () => true, namesIn: () => [] });
    const { slots, precision } = evaluator.space.pointOf(encoding);
    const design = machineDesign({ technology: "28nm", target: spec.target as never }, slots[0]!, precision);
    if ("faults" in design) throw new Error("cannot be built");
    const plan = compile({
      design: "d",
      network: sourceNetworkOf(macro.graphOf(network, task)!),
      machine: machineFrom(design, { name: "npu", slot: "npu", precision }),
      mapper,
      limits: limit === "" ? [] : parseLimits([limit]),
      provenance: { version: "0", seed: 0, command: "", specSha256: null },
    });
    for (const name of ["latencyCycles", "areaMm2", "modelBytes", "peakActivationBytes", "macs", "parameters"] as const)
      expect(metrics[name]).toBe(plan.metrics[name]);
    expect(metrics["energyPj"]).toBeCloseTo(plan.metrics.energyPj ?? 0, 3);
  });
});

describe("outcomes", () => {
  const text = specification(
    `${macroSpace} accuracy from proxy`,
    npu,
    "require latency <= 2 ms require accuracy >= 99 % minimize energy maximize accuracy",
  );

  test("scores are to be minimized, violations are shares of the bounds, and sources are named", async () => {
    const evaluator = evaluatorFrom(text);
    expect(evaluator.objectives).toEqual(["minimize energy", "maximize accuracy"]);
    expect(evaluator.limits).toEqual(["latency <= 2 ms", "accuracy >= 99 %"]);
    const { outcome, metrics } = await evaluator.evaluate([...network, 0]);
    // 1 - (1 + 725,...)^(-1/4): what the proxy says of the parameters that are left after folding.
    const accuracy = 1 - (1 + Number(metrics["parameters"]) / 1000) ** -0.25;
    expect(outcome).toEqual({
      kind: "measured",
      encoding: [...network, 0],
      scores: [metrics["energyPj"], -accuracy],
      violations: [expect.any(Number), (0.99 - accuracy) / 0.99],
    });
    expect(metrics["networks"]).toMatchObject([
      { name: "n", member: "01020001", accuracy, accuracySource: "proxy of the number of parameters, not an accuracy" },
    ]);
  });

  test("do not depend on what was evaluated before", async () => {
    const designs = [0, 1].flatMap(buffer =>
      [network, network.with(1, 2), network.with(0, 1)].map(n => [...n, buffer]),
    );
    const [first, second] = [evaluatorFrom(text), evaluatorFrom(text)];
    const forward = [];
    for (const design of designs) forward.push(await first.evaluate(design));
    const backward = [];
    for (const design of designs.toReversed()) backward.unshift(await second.evaluate(design));
    expect(JSON.stringify(backward)).toBe(JSON.stringify(forward));
  });

  test("what no machine of the slot can be is impossible", async () => {
    const evaluator = evaluatorFrom(
      specification(`${macroSpace} accuracy from proxy`, "accelerator npu { template eyeriss pes in { 64, 65537 } }"),
    );
    const { outcome } = await evaluator.evaluate([...network, 1]);
    expect(outcome).toMatchObject({ kind: "impossible", reason: "its accelerators cannot be built" });
  });
});

test("a network that is given is evaluated from its text, without its weights", async () => {
  const files = new Map([["n.onnx", networkFile(tinyGraph())]]);
  const evaluator = evaluatorFrom(specification('model "n.onnx"', npu), files);
  expect(evaluator.space.choices.map(({ name }) => name)).toEqual(["npu.buffer"]);
  const { metrics } = await evaluator.evaluate([0]);
  expect(metrics).toMatchObject({ macs: 16, parameters: 4 });
});

describe("what can't be explored is named at its place", () => {
  test.each([
    ["accuracy from nowhere", specification(macroSpace, npu, "maximize accuracy"), "SPEC_MISSING 4:11"],
    [
      "a lost accuracy",
      specification(`${macroSpace} accuracy from proxy`, npu, "require accuracy drop <= 1 %"),
      "SPEC_NOT_RUNNABLE 4:10",
    ],
    [
      "networks that this version can't build",
      specification('space lpgnas { graph "g.npz" blocks 2 }', npu),
      "SPEC_NOT_RUNNABLE 2:20",
    ],
    ["a training", specification(`${macroSpace} accuracy from training`, npu), "SPEC_NOT_RUNNABLE 2:69"],
  ])("%s", (_, text, expected) =>
    expect(
      diagnosticsOf(() => evaluatorFrom(text, new Map([["g.npz", new Uint8Array()]]))).map(
        ({ code, where }) => `${code} ${where?.line}:${where?.column}`,
      ),
    ).toEqual([expected]),
  );

  test("a total below the smallest design", () =>
    expect(
      diagnosticsOf(() =>
        evaluatorFrom(specification(`${macroSpace} accuracy from proxy`, `${npu}\n total pes <= 32`)),
      ),
    ).toMatchObject([{ code: "SPACE_EMPTY", where: { line: 4, column: 2 } }]));

  test("an input that is no picture", () =>
    expect(
      diagnosticsOf(() =>
        evaluatorFrom(specification("space macro { input 3x32 classes 10 } accuracy from proxy", npu)),
      ),
    ).toMatchObject([{ code: "SPACE_INPUT", where: { line: 2, column: 20 } }]));
});

const specFile = `${dataFolder}/../specs/nas-bench-201.mortise`;

describeWithPath("NAS-Bench-201 with its table", specFile, () => {
  const text = readFileSync(specFile, "utf8");
  const { spec } = readSpec(specFile, text, { exists: () => true, namesIn: () => [] });
  const [{ accuracy }] = requireExplorable({ spec, places: new Map() }).networks as never as [
    { accuracy: { table: { path: string } } },
  ];
  const bytes = new Uint8Array(readFileSync(accuracy.table.path));
  const evaluator = evaluatorOf({ path: specFile, text, files: new Map([[accuracy.table.path, bytes]]), mapper });

  test("an accuracy is the table's, at the column that the specification names", async () => {
    // Its cell 1, in a canonical form of it: 93.66 % on the test set after 200 epochs, for |conv3~0|+|conv3~0|pool~1|+|skip~0|conv3~1|skip~2|.
    const { outcome, metrics } = await evaluator.evaluate([3, 3, 4, 1, 3, 1, 0, 3, 1]);
    expect(outcome).toMatchObject({ scores: [expect.any(Number), expect.any(Number), -0.9366] });
    expect(metrics).toMatchObject({ macs: 113_951_360 });
  });

  test("a network that does not look at its input is impossible", async () => {
    const { outcome } = await evaluator.evaluate([0, 0, 0, 0, 0, 0, 0, 3, 1]);
    expect(outcome).toMatchObject({ kind: "impossible", reason: "a network does not look at its input" });
  });
});
