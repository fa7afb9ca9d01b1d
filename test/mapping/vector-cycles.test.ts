/** A pipeline counts elements and passes, not operations. Cases counted by hand. */
import { expect, test } from "vitest";
import { lowerNode } from "../../mapping/lower/index.ts";
import { epilogueCycles, vectorCycles } from "../../mapping/vector-cycles.ts";
import type { VectorUnit } from "../../mapping/architecture.ts";
import { graphBuilder } from "../../ir/builder.ts";
import { tensorType } from "../../ir/tensor.ts";
import { contraction, smallMachine } from "../support/small-machine.ts";

/** Two elements per cycle, each through four stages; functions every fourth pass. */
const pipeline: VectorUnit = { ...smallMachine().vectorUnit, lanes: 8, stages: 4, functionInterval: 4 };

test.each([
  ["moves", { elements: 100, operations: 0, hasFunctions: false }, 50],
  ["does one operation", { elements: 100, operations: 100, hasFunctions: false }, 50],
  ["does four operations", { elements: 100, operations: 400, hasFunctions: false }, 50],
  ["does five operations, in two passes", { elements: 100, operations: 500, hasFunctions: false }, 100],
  ["looks up a function", { elements: 100, operations: 100, hasFunctions: true }, 200],
  ["does twenty operations with a function among them", { elements: 100, operations: 2000, hasFunctions: true }, 250],
  ["computes without a stream", { elements: 0, operations: 80, hasFunctions: false }, 10],
])("a pipeline that %s: %j in %d cycles", (_, work, cycles) => {
  expect(vectorCycles(pipeline, work)).toBe(cycles);
});

test("lanes without a pipeline take a cycle for each operation, at least one for each element", () => {
  const lanes: VectorUnit = { ...smallMachine().vectorUnit, lanes: 8 };
  const cyclesOf = (operations: number): number =>
    vectorCycles(lanes, { elements: 80, operations, hasFunctions: false });
  expect([0, 80, 200].map(cyclesOf)).toEqual([10, 10, 25]);
});

test("the epilogue's outputs pass as well: 8 · 5 · 5, two a cycle, or eight cycles each for two of them with a function", () => {
  const withEpilogue = (operationsPerOutput: number, hasFunctions: boolean) =>
    contraction({ K: 8, P: 5, Q: 5 }, { epilogue: { operationsPerOutput, operands: [], hasFunctions } });
  expect(epilogueCycles(withEpilogue(1, false), pipeline)).toBe(100);
  expect(epilogueCycles(withEpilogue(6, false), pipeline)).toBe(200);
  expect(epilogueCycles(withEpilogue(1, true), pipeline)).toBe(400);
  expect(epilogueCycles(withEpilogue(0, false), pipeline)).toBe(0);
});

test.each([
  ["sigmoid", true],
  ["relu", false],
  ["hard_swish", false],
] as const)("%s is a function: %s", (op, isFunction) => {
  const build = graphBuilder("one");
  const input = build.input("x", tensorType("f32", [4]));
  build.output("y", build.node(op, [input], {}, []));
  const graph = build.build();
  const { workloads } = lowerNode(graph, graph.nodes[0]!, { weightBits: 8, activationBits: 8, accumulatorBits: 32 });
  expect(workloads).toMatchObject([{ kind: "vector", streamElements: 4 }]);
  expect(workloads.map(each => each.kind === "vector" && each.hasFunctions === true)).toEqual([isFunction]);
});
