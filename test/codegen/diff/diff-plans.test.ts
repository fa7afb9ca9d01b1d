/** Differences between plans that were changed by hand, one decision at a time. */
import { describe, expect, test } from "vitest";
import type { Plan, PlanLayer } from "../../../accelerators/plan.ts";
import { diffPlans, hasTurnedBad } from "../../../codegen/diff/diff-plans.ts";
import { matchLayers } from "../../../codegen/diff/match-layers.ts";
import { diffText } from "../../../codegen/diff/text.ts";
import { compile } from "../../../explore/compile.ts";
import { parseLimits } from "../../../explore/limits.ts";
import { stringifyJson } from "../../../support/stable-json.ts";
import { tinyRequest } from "../../explore/tiny-network.ts";

/** 56 cycles at 1 GHz and 132 pJ, as counted on paper in test/explore/compile.test.ts: Conv_0 has 24 and 84, Relu_1 32 and 48. */
const plan = compile(tinyRequest(parseLimits(["latency <= 60 ns", "energy <= 100 pJ"])));

const withLayers = (change: (layer: PlanLayer) => PlanLayer | undefined): Plan => ({
  ...plan,
  networks: plan.networks.map(network => ({
    ...network,
    layers: network.layers.flatMap(layer => change(layer) ?? []),
  })),
});

const only =
  (name: string, change: (layer: PlanLayer) => PlanLayer | undefined) =>
  (layer: PlanLayer): PlanLayer | undefined =>
    layer.name === name ? change(layer) : layer;

const layersOf = (after: Plan) => diffPlans(plan, after).networks[0]!.layers;

describe("diffPlans", () => {
  test("of a plan and itself is nothing, but for the command", () => {
    const again = { ...plan, provenance: { ...plan.provenance, command: "another" } };
    const diff = diffPlans(plan, again);
    expect(diff.same).toBe(true);
    expect(diff.networks[0]).toMatchObject({ sameLayers: 2, layers: [] });
    expect(diffText(diff, ["a", "b"])).toContain("Nothing differs");
  });

  test("tells a new limit that is missed from one that was met before", () => {
    const before = compile(tinyRequest(parseLimits(["latency <= 60 ns"])));
    const after = compile(tinyRequest(parseLimits(["latency <= 60 ns", "energy <= 100 pJ"])));
    expect(diffText(diffPlans(before, after), ["a", "b"])).toContain("feasible is NOT any more: a limit that is new");
    expect(hasTurnedBad(diffPlans(before, after))).toBe(true);
  });

  test("has every metric with its change, its share and whether that is good", () => {
    const metrics = { ...plan.metrics, latencyCycles: 42, throughputPerSecond: null, macs: 8, areaMm2: 4.5 };
    const changes = new Map(diffPlans(plan, { ...plan, metrics }).metrics.map(change => [change.metric, change]));
    expect(changes.get("latencyCycles")).toEqual({
      metric: "latencyCycles",
      before: 56,
      after: 42,
      change: -14,
      share: -0.25,
      judgement: "better",
    });
    expect(changes.get("areaMm2")).toMatchObject({ change: 1.5, share: 0.5, judgement: "worse" });
    expect(changes.get("macs")).toMatchObject({ change: -8, judgement: "neither" });
    expect(changes.get("throughputPerSecond")).toMatchObject({ after: null, change: null, judgement: "neither" });
    expect(changes.get("energyPj")).toMatchObject({ change: 0, judgement: "same" });
    expect(changes.has("accuracy")).toBe(false);
  });

  test("tells a limit that turned from one that was missed before", () => {
    const [latency, energy] = plan.limits;
    const after = { ...plan, limits: [{ ...latency!, value: 70, satisfied: false }, energy!] };
    expect(diffPlans(plan, after).limits.map(({ turned }) => turned)).toEqual(["missed", null]);
    expect(hasTurnedBad(diffPlans(plan, after))).toBe(true);
    expect(diffPlans(after, plan).limits.map(({ turned }) => turned)).toEqual(["met", null]);
    expect(hasTurnedBad(diffPlans(after, plan))).toBe(false);
    expect(diffPlans(plan, { ...plan, limits: [] }).limits).toMatchObject([{ after: null }, { after: null }]);
  });

  test("puts the layer first that changes the network most, in time or in energy", () => {
    const after = withLayers(layer =>
      layer.name === "Conv_0"
        ? { ...layer, latencyCycles: layer.latencyCycles + 4 }
        : { ...layer, energyPj: { ...layer.energyPj, total: layer.energyPj.total / 2 } },
    );
    const [first, second] = layersOf(after);
    expect(first).toMatchObject({ after: "Relu_1", energyPj: { change: -24, share: -0.5 } });
    expect(first!.weight).toBeCloseTo(24 / 132, 9);
    expect(second).toMatchObject({ after: "Conv_0", latencyCycles: { change: 4 } });
    expect(second!.latencySeconds.change).toBeCloseTo(4e-9, 15);
    expect(second!.weight).toBeCloseTo(4 / 60, 9);
  });

  test("compares time, not cycles, where clocks differ", () => {
    const faster = { ...plan, accelerators: plan.accelerators.map(each => ({ ...each, clockHz: 2 * each.clockHz })) };
    const [layer] = layersOf(faster);
    expect(layer).toMatchObject({ latencyCycles: { change: 0 }, latencySeconds: { share: -0.5 } });
  });

  test("says which decisions differ: width, residency, mapping, level", () => {
    const after = withLayers(
      only("Conv_0", layer => ({
        ...layer,
        precision: { ...layer.precision, weightBits: 4 },
        onChip: [plan.memory[0]!.tensor],
        mapping: { ...layer.mapping!, nest: ["another"] },
        energyPj: { ...layer.energyPj, perLevel: { ...layer.energyPj.perLevel, DRAM: 0 } },
      })),
    );
    expect(layersOf(after)).toMatchObject([
      {
        fields: [{ field: "weightBits", before: 8, after: 4 }],
        onChip: { added: [plan.memory[0]!.name], removed: [] },
        mapping: { after: ["another"] },
        energyPjPerLevel: [{ level: "DRAM", after: 0 }],
      },
    ]);
    const text = diffText(diffPlans(plan, after), ["a", "b"]);
    expect(text).toContain("bits of weights 8 -> 4; image now on chip; another loop nest; energy: DRAM -");
  });

  test("has layers that only one of the plans has, and knows one that is called otherwise by its origins", () => {
    const [gone] = layersOf(withLayers(only("Relu_1", () => undefined)));
    expect(gone).toMatchObject({ before: "Relu_1", after: null, energyPj: { after: null, change: null } });
    expect(gone!.weight).toBeCloseTo(32 / 56, 9);
    const renamed = withLayers(only("Conv_0", layer => ({ ...layer, name: "fused", origins: ["Conv_0", "Relu_9"] })));
    expect(layersOf(renamed)).toMatchObject([
      { before: "Conv_0", after: "fused", fields: [{ field: "name", before: "Conv_0", after: "fused" }] },
    ]);
  });

  test("has settings of the hardware before what follows from them, and what became of tensors and nodes", () => {
    const [machine] = plan.accelerators;
    const after: Plan = {
      ...plan,
      accelerators: [{ ...machine!, parameters: { ...machine!.parameters, pes: 99 }, clockHz: 5 }],
      memory: plan.memory.map(tensor => ({ ...tensor, level: "buffer" })),
      coverage: plan.coverage.map(node => (node.node === "Relu_1" ? { ...node, status: "mapped" } : node)),
    };
    const diff = diffPlans(plan, after);
    expect(diff.accelerators).toMatchObject([
      { settings: [{ field: "pes", after: 99 }], derived: [{ field: "clockHz", after: 5 }], areaMm2: [] },
    ]);
    expect(diff.movedTensors.length).toBe(plan.memory.length);
    const sizes = diff.movedTensors.map(({ sizeBytes }) => sizeBytes);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    expect(diff.coverage).toEqual([{ network: "tiny", node: "Relu_1", before: "vector", after: "mapped" }]);
  });

  test("is the same from plans that were written and read, and turns round when they do", () => {
    const after = withLayers(only("Conv_0", layer => ({ ...layer, latencyCycles: 1 })));
    const read = JSON.parse(stringifyJson(after)) as Plan;
    expect(stringifyJson(diffPlans(plan, read))).toBe(stringifyJson(diffPlans(plan, after)));
    const changes = (diff: ReturnType<typeof diffPlans>) =>
      diff.networks[0]!.layers.map(({ latencyCycles }) => latencyCycles.change);
    expect(changes(diffPlans(plan, after))).toEqual(changes(diffPlans(after, plan)).map(change => -(change ?? 0)));
  });

  test("no name can act on the terminal", () => {
    const hostile = withLayers(only("Conv_0", layer => ({ ...layer, name: "evil\u001b[2J\nline" })));
    const text = diffText(diffPlans(plan, hostile), ["a\u001b", "b"]);
    expect(text).not.toContain("\u001b");
    expect(text).toContain("evil\\u001b[2J\\u000aline");
  });
});

describe("matchLayers", () => {
  const [layer] = plan.networks[0]!.layers;
  const named = (name: string, ...origins: readonly string[]): PlanLayer => ({ ...layer!, name, origins });
  const namesOf = (before: readonly PlanLayer[], after: readonly PlanLayer[]) =>
    matchLayers(before, after).map(([old, now]) => [old?.name, now?.name]);

  test("prefers names, then the layers that share most of their origins", () => {
    const before = [named("a", "a"), named("b + c", "b", "c"), named("d", "d")];
    const after = [named("a", "z"), named("b", "b"), named("b + c + e", "b", "c", "e"), named("f", "f")];
    expect(namesOf(before, after)).toEqual([
      ["a", "a"],
      ["b + c", "b + c + e"],
      ["d", undefined],
      [undefined, "b"],
      [undefined, "f"],
    ]);
  });
});
