import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { planJson } from "../../codegen/plan-json/index.ts";
import { activationsOf } from "../../explore/activations.ts";
import { compile } from "../../explore/compile.ts";
import { isAlias } from "../../explore/lower-network.ts";
import { placeTensors } from "../../explore/memory.ts";
import { nameNodes, sourceModelOf } from "../../explore/source-model.ts";
import { type Graph, indexOf, type ValueId } from "../../ir/graph.ts";
import { opDef } from "../../ir/ops/index.ts";
import { elementCount } from "../../ir/tensor.ts";
import { arbitraryGraph } from "../support/arbitrary-graph.ts";
import { tinyMachine } from "./tiny-machine.ts";
import { tinyNetwork, tinyRequest } from "./tiny-network.ts";

/** Runs the network on bytes that remember who wrote them: whoever reads must find what was written for it. */
const trampled = (graph: Graph): string[] => {
  const { tensors, aliases } = activationsOf(graph, isAlias(graph), ({ dims }) => elementCount(dims));
  const places = new Map(placeTensors(tensors, 4).placements.map(placement => [placement.id, placement]));
  const roots = new Map([...aliases].flatMap(([root, ids]) => ids.map(id => [id, root] as const)));
  const written = new Map<number, ValueId>();
  const faults: string[] = [];
  const bytesOf = (id: ValueId): number[] => {
    const place = places.get(id);
    return place === undefined ? [] : Array.from({ length: place.bytes }, (_, i) => place.offset + i);
  };
  const write = (id: ValueId): void => bytesOf(id).forEach(byte => written.set(byte, id));
  const read = (id: ValueId, when: string): void => {
    const root = roots.get(id) ?? id;
    if (indexOf(graph).constantOf(root) !== undefined) return;
    if (!places.has(root) && elementCount(indexOf(graph).typeOf(id)?.dims ?? []) > 0 && !isConstantAlias(graph, id))
      faults.push(`${id} has no place`);
    if (bytesOf(root).some(byte => written.get(byte) !== root)) faults.push(`${id} is trampled ${when}`);
  };
  for (const { id } of graph.inputs) write(id);
  for (const [step, { op, operands, results }] of graph.nodes.entries()) {
    for (const { id } of results) write(id);
    // Read after the results are written: a node may still read its operands while it writes.
    if (op !== "reshape") for (const id of operands) read(id, `at step ${step}`);
  }
  for (const { value } of graph.outputs) read(value, "at the end");
  return faults;
};

/** A reshape of a constant, or of a reshape of one, is part of the weights. */
const isConstantAlias = (graph: Graph, id: ValueId): boolean => {
  const producer = indexOf(graph).producerOf(id);
  if (producer === undefined || !isAlias(graph)(producer)) return indexOf(graph).constantOf(id) !== undefined;
  return isConstantAlias(graph, producer.operands[0]!);
};

describe("random graphs", () => {
  test("what a layer reads is still there: no placement tramples a live tensor", () => {
    fc.assert(
      fc.property(arbitraryGraph({ mostNodes: 16 }), graph => {
        expect(trampled(graph)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test("every graph compiles to a plan of the published schema that covers every node and counts every MAC", () => {
    fc.assert(
      fc.property(arbitraryGraph().map(nameNodes), graph => {
        const model = sourceModelOf(graph);
        const plan = compile({
          ...tinyRequest(),
          network: { ...tinyNetwork(graph), model },
          machine: { ...tinyMachine, precision: { weightBits: 8, activationBits: 8, accumulatorBits: 32 } },
        });
        expect(planJson.validate(plan)).toEqual([]);
        expect(plan.coverage.map(({ node }) => node)).toEqual(model.sourceNodes.map(({ name }) => name));
        const macs = graph.nodes.reduce((sum, { op, operands, attributes }) => {
          const types = operands.map(id => indexOf(graph).typeOf(id)!);
          return sum + opDef(op).work({ operands: types, attributes }).macs;
        }, 0);
        expect(plan.metrics.macs).toBe(macs);
      }),
      { numRuns: 300 },
    );
  });
});
