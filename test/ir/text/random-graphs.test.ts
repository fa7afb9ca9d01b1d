/** Properties of random graphs over all operators: valid, printed and parsed to equals, run to the inferred types. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { constantFaults } from "../../../ir/check-value.ts";
import { firstDifference } from "../../../ir/equal.ts";
import { indexOf } from "../../../ir/graph.ts";
import { evaluateAll } from "../../../ir/interp/evaluate.ts";
import { opDef } from "../../../ir/ops/index.ts";
import { parseGraph } from "../../../ir/parse/parse.ts";
import { printGraph } from "../../../ir/print.ts";
import { typesEqual } from "../../../ir/tensor.ts";
import { verifyGraph } from "../../../ir/verify.ts";
import { arbitraryGraph, randomFeeds } from "../../support/arbitrary-graph.ts";
import { randomOps } from "../../support/recipes/index.ts";

const seed = 20_261_124;

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
