/** Properties of random graphs over all operators: valid, printed and parsed to equals, run to the inferred types. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { constantFaults } from "../../../ir/check-value.ts";
import { firstDifference } from "../../../ir/equal.ts";
import { type Graph, indexOf } from "../../../ir/graph.ts";
import { evaluate, evaluateAll } from "../../../ir/interp/evaluate.ts";
import { opDef } from "../../../ir/ops/index.ts";
import { parseGraph } from "../../../ir/parse/parse.ts";
import { printGraph } from "../../../ir/print.ts";
import { typesEqual } from "../../../ir/tensor.ts";
import { verifyGraph } from "../../../ir/verify.ts";
import { arbitraryGraph, randomFeeds } from "../../support/arbitrary-graph.ts";
import { choicesOf } from "../../support/choices.ts";
import { type Mutation, mutations } from "../../support/mutate-graph.ts";
import { randomOps } from "../../support/recipes/index.ts";

const seed = 20_261_124;

/** Whether some result has so many readers. */
const reads = (graph: Graph, least: number): boolean =>
  graph.nodes.some(({ results }) => results.some(({ id }) => indexOf(graph).usersOf(id).length >= least));

/** What the random graphs that many tests rely on do hold. */
test("random graphs have chains, shared values, several results and outputs, and odd names", () => {
  const graphs = fc.sample(arbitraryGraph({ mostNodes: 12 }), { seed, numRuns: 300 });
  const share = (holds: (graph: Graph) => boolean): number => graphs.filter(holds).length / graphs.length;
  expect(share(graph => reads(graph, 1))).toBeGreaterThan(0.5);
  expect(share(graph => reads(graph, 2))).toBeGreaterThan(0.1);
  expect(share(graph => graph.nodes.some(({ results }) => results.length > 1))).toBeGreaterThan(0.05);
  expect(share(({ outputs }) => outputs.length > 1)).toBeGreaterThan(0.5);
  expect(share(graph => printGraph(graph).includes('%"'))).toBeGreaterThan(0.3);
  expect(new Set(graphs.flatMap(({ nodes }) => nodes.map(({ op }) => op))).size).toBe(randomOps.length);
});

describe.each(randomOps)("%s", op => {
  const graphs = fc.sample(arbitraryGraph({ ops: [op], mostNodes: 4 }), { seed, numRuns: 40 });

  test("random nodes are legal and use every attribute", () => {
    for (const graph of graphs) expect(verifyGraph(graph)).toEqual([]);
    const nodes = graphs.flatMap(graph => graph.nodes);
    expect(nodes.length).toBeGreaterThan(40);
    for (const name of Object.keys(opDef(op).attributes)) {
      const values = new Set(nodes.map(node => JSON.stringify(node.attributes[name])));
      expect([name, values.size]).not.toEqual([name, 1]);
    }
  });

  test("evaluates to the inferred types", () => {
    for (const [i, graph] of graphs.entries()) {
      const values = evaluateAll(graph, randomFeeds(graph, i));
      for (const [id, { type, data }] of values) {
        expect(typesEqual(type, indexOf(graph).typeOf(id)!)).toBe(true);
        expect([id, ...constantFaults({ id, type, data })]).toEqual([id]);
      }
    }
  });
});

test("a printed graph reads back equal", () => {
  fc.assert(
    fc.property(arbitraryGraph({ mostNodes: 12, hostileData: true }), graph => {
      expect(firstDifference(graph, parseGraph(printGraph(graph)))).toBeUndefined();
    }),
    { seed, numRuns: 300 },
  );
});

test("the verifier finds nothing in valid graphs", () => {
  fc.assert(
    fc.property(arbitraryGraph({ mostNodes: 12, hostileData: true }), graph => {
      expect(verifyGraph(graph)).toEqual([]);
    }),
    { seed, numRuns: 300 },
  );
});

describe("a single fault is found:", () => {
  const graphs = fc.sample(arbitraryGraph({ mostNodes: 12, hostileData: true }), { seed, numRuns: 300 });
  test.each(Object.entries<Mutation>(mutations))("%s", (_, mutate) => {
    const broken = graphs.flatMap((graph, i) => mutate(graph, choicesOf([i, i >> 3, i >> 1])) ?? []);
    expect(broken.length).toBeGreaterThan(20);
    for (const graph of broken) expect(verifyGraph(graph)).not.toEqual([]);
  });
});

test("whole random graphs run, and twice to the same bits", () => {
  fc.assert(
    fc.property(arbitraryGraph({ mostNodes: 12 }), fc.nat(1000), (graph, feedSeed) => {
      expect(evaluate(graph, randomFeeds(graph, feedSeed))).toEqual(evaluate(graph, randomFeeds(graph, feedSeed)));
    }),
    { seed, numRuns: 200 },
  );
});
