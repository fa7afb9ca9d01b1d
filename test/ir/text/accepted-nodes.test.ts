/**
 * Whatever an operator's check accepts, its inference and its kernel can handle: legal random nodes are changed in one
 * operand type or one attribute, and where the check still finds nothing, the node must run to its inferred types.
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Attributes, AttributeValue } from "../../../ir/attributes.ts";
import { nodeFaults } from "../../../ir/check-node.ts";
import { constantFaults, typeFaults } from "../../../ir/check-value.ts";
import { type Graph, indexOf, type Node } from "../../../ir/graph.ts";
import { evaluateNode } from "../../../ir/interp/evaluate.ts";
import { opDef } from "../../../ir/ops/index.ts";
import { elementCount, formatType, type TensorType } from "../../../ir/tensor.ts";
import { CompileError } from "../../../support/diagnostic.ts";
import { arbitraryGraph, randomTensor } from "../../support/arbitrary-graph.ts";
import { type Choices, choicesOf } from "../../support/choices.ts";
import { anything } from "../../support/recipes/recipe.ts";
import { randomOps } from "../../support/recipes/index.ts";

const seed = 11;

const otherType = ({ dtype, dims }: TensorType, choose: Choices): TensorType => {
  const axis = choose.integer(0, Math.max(0, dims.length - 1));
  return choose.pick([
    { dtype: choose.pick(anything), dims },
    { dtype, dims: dims.slice(1) },
    { dtype, dims: [1, ...dims] },
    { dtype, dims: [...dims, 2] },
    { dtype, dims: dims.map((dim, i) => (i === axis ? choose.integer(0, 3) : dim)) },
  ]);
};

const otherAttribute = (value: AttributeValue, choose: Choices): AttributeValue => {
  if (typeof value === "number") return choose.pick([-1, 0, 1, 2, 5, 0.5]);
  if (typeof value === "boolean") return !value;
  if (typeof value === "string") return choose.pick(["", ...anything]);
  const numbers = value.filter(element => typeof element === "number");
  const at = choose.integer(0, Math.max(0, numbers.length - 1));
  return choose.pick([
    numbers.slice(1),
    [...numbers, 1],
    numbers.map((n, i) => (i === at ? choose.integer(-2, 4) : n)),
  ]);
};

interface Call {
  readonly node: Node;
  readonly operands: readonly TensorType[];
}

const callsOf = (graph: Graph): Call[] =>
  graph.nodes.map(node => ({ node, operands: node.operands.map(id => indexOf(graph).typeOf(id)!) }));

const changed = ({ node, operands }: Call, choose: Choices): Call => {
  const names = Object.keys(node.attributes);
  if (names.length > 0 && choose.flag()) {
    const name = choose.pick(names);
    const attributes: Attributes = { ...node.attributes, [name]: otherAttribute(node.attributes[name]!, choose) };
    return { node: { ...node, attributes }, operands };
  }
  if (choose.integer(0, 4) === 4) return { node, operands: operands.slice(1) };
  const at = choose.integer(0, operands.length - 1);
  return { node, operands: operands.map((type, i) => (i === at ? otherType(type, choose) : type)) };
};

/** Runs the node on random data; data that the operator refuses at run time (an index out of range) is a diagnostic. */
const run = ({ node, operands }: Call, types: readonly TensorType[], dataSeed: number): void => {
  const results = types.map((type, i) => ({ id: String(i), type }));
  try {
    const tensors = evaluateNode(
      { ...node, results },
      operands.map((type, i) => randomTensor(type, dataSeed + i)),
    );
    expect(tensors.map(({ type }) => formatType(type))).toEqual(types.map(formatType));
    for (const { type, data } of tensors) expect(constantFaults({ id: "", type, data })).toEqual([]);
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
  }
};

describe.each(randomOps)("%s", op => {
  test("runs whatever its check accepts", () => {
    const calls = fc.sample(arbitraryGraph({ ops: [op], mostNodes: 4 }), { seed, numRuns: 60 }).flatMap(callsOf);
    let refused = 0;
    for (const [i, call] of calls.entries()) {
      const mutant = changed(
        call,
        choicesOf(Array.from({ length: 12 }, (_, k) => (i * 7919 + k * 104_729) >> (k % 5))),
      );
      const shown = `${op}(${mutant.operands.map(formatType).join(", ")}) ${JSON.stringify(mutant.node.attributes)}`;
      try {
        const faults = nodeFaults(opDef(op), mutant.operands, mutant.node.attributes);
        if (faults.length > 0) {
          refused++;
          continue;
        }
        const types = opDef(op).infer({ operands: mutant.operands, attributes: mutant.node.attributes });
        for (const type of types) expect(typeFaults(type)).toEqual([]);
        if (types.every(({ dims }) => elementCount(dims) < 10_000)) run(mutant, types, i);
      } catch (error) {
        throw new Error(shown, { cause: error });
      }
    }
    expect(refused).toBeGreaterThan(0);
  });
});
