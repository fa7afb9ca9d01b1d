import { describe, expect, test } from "vitest";
import type { Graph, Node } from "../../ir/graph.ts";
import { parseGraph } from "../../ir/parse/parse.ts";
import { tensorType } from "../../ir/tensor.ts";
import { runPass, runPipeline } from "../../passes/manager.ts";
import type { Pass } from "../../passes/pass.ts";
import { pipelineOf, pipelines } from "../../passes/pipelines.ts";
import { InternalError } from "../../support/diagnostic.ts";

const network = parseGraph(`network @n(%x: f32[1,3,4,4]) {
  @w : f32[2,3,1,1] = [1, 2, 3, 4, 5, 6]
  @a : f32[2] = [1, 2]
  %0 = relu(%x)   // unread
  %1 = add(@a, @a)   // doubled
  %2 = conv2d(%x, @w, %1) {strides=[1,1], pads=[0,0,0,0], group=1}   // conv
  %3 = relu(%2)   // act
  return %3 as "y"
}`);

const passThat = (run: (graph: Graph) => Graph): Pass => ({
  name: "test-pass",
  summary: "Test.",
  whyGone: "tested",
  run,
});

describe("a pipeline", () => {
  test("counts nodes and tells changes, one entry per run", () => {
    const { graph, statistics } = runPipeline(
      network,
      pipelineOf(["remove-dead-nodes", "fold-constants", "fuse-activations"]),
    );
    expect(graph.nodes.map(({ op }) => op)).toEqual(["conv2d"]);
    expect(
      statistics.map(({ pass, changed, nodesBefore, nodesAfter }) => [pass, changed, nodesBefore, nodesAfter]),
    ).toEqual([
      ["remove-dead-nodes", true, 4, 3],
      ["fold-constants", true, 3, 2],
      ["fuse-activations", true, 2, 1],
    ]);
  });

  test("names every layer that vanished, the pass that took it and why", () => {
    const { gone, graph } = runPipeline(network, pipelines.default);
    expect(gone).toEqual([
      { origin: "unread", pass: "remove-dead-nodes", why: "no output of the network depends on it" },
      { origin: "doubled", pass: "fold-constants", why: "evaluated at compile time: it depends on constants alone" },
    ]);
    expect(graph.nodes.flatMap(({ origins }) => origins)).toEqual(["conv", "act"]);
  });

  test("names layers that vanish by the hundred thousand", () => {
    const x = { id: "x", type: tensorType("f32", [1]) };
    const relu = (i: number): Node => ({
      op: "relu",
      operands: ["x"],
      attributes: {},
      results: [{ id: String(i), type: x.type }],
      origins: [`r${i}`],
    });
    const nodes = Array.from({ length: 150_000 }, (_, i) => relu(i));
    const graph = { name: "dead", inputs: [x], constants: [], nodes, outputs: [{ name: "y", value: "0" }] };
    expect(runPipeline(graph, pipelineOf(["remove-dead-nodes"])).gone).toHaveLength(149_999);
  });

  test("takes time from the clock that it is given", () => {
    let now = 0;
    const clock = (): number => (now += 5);
    const { statistics } = runPipeline(network, pipelineOf(["fold-constants"]), { clock });
    expect(statistics[0]?.milliseconds).toBe(5);
    expect(runPipeline(network, pipelineOf(["fold-constants"])).statistics[0]?.milliseconds).toBe(0);
  });

  test("shows the graph after each pass", () => {
    const seen: [string, number][] = [];
    runPipeline(network, pipelineOf(["remove-dead-nodes", "fuse-activations"]), {
      afterPass: (pass, { nodes }) => seen.push([pass, nodes.length]),
    });
    expect(seen).toEqual([
      ["remove-dead-nodes", 3],
      ["fuse-activations", 2],
    ]);
  });

  test("repeats passes until a round changes nothing", () => {
    const steps = [{ untilStable: ["fuse-activations", "fold-constants"], atMost: 9 }] as const;
    const { statistics } = runPipeline(network, { name: "rounds", summary: "", steps });
    expect(statistics.map(({ changed }) => changed)).toEqual([true, true, false, false]);
  });

  test("stops repeating at the limit", () => {
    const steps = [{ untilStable: ["fuse-activations"], atMost: 1 }] as const;
    expect(runPipeline(network, { name: "rounds", summary: "", steps }).statistics).toHaveLength(1);
  });

  test("none changes nothing", () => {
    expect(runPipeline(network, pipelines.none)).toEqual({ graph: network, statistics: [], gone: [] });
  });

  test("does not start on an invalid graph", () => {
    const dangling = { ...network, outputs: [{ name: "y", value: "nowhere" }] };
    expect(() => runPipeline(dangling, pipelines.none)).toThrow(/invalid before the first pass[^]*nowhere/);
  });
});

describe("a pass", () => {
  test("that breaks the graph is our own fault, and all its faults are told", () => {
    const breaking = passThat(graph => ({ ...graph, constants: [] }));
    expect(() => runPass(network, breaking)).toThrow(InternalError);
    expect(() => runPass(network, breaking)).toThrow(/test-pass breaks the graph[^]*@?a[^]*@?w/);
  });

  test("that returns an equal copy lies, and is caught where asked for", () => {
    const lying = passThat(graph => ({ ...graph }));
    expect(() => runPass(network, lying, { checkHonesty: true })).toThrow("test-pass claims a change");
    expect(runPass(network, lying).statistics.changed).toBe(true);
  });
});
