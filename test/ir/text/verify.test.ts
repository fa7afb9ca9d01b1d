/** Each rule of the verifier broken by hand; random graphs and mutations are in random-graphs.test.ts. */
import { describe, expect, test } from "vitest";
import { graphBuilder } from "../../../ir/builder.ts";
import type { DType } from "../../../ir/dtype.ts";
import type { Constant, Graph, Node } from "../../../ir/graph.ts";
import { tensor, tensorType } from "../../../ir/tensor.ts";
import { verifyGraph } from "../../../ir/verify.ts";

const valid = (): Graph => {
  const builder = graphBuilder("valid");
  const x = builder.input("x", tensorType("f32", [2, 3]));
  const c = builder.constant("c", tensor("f32", [3], [1, 2, 3]));
  const sum = builder.node("add", [x, c], {}, ["layer one"]);
  builder.output("y", builder.node("relu", [sum], {}, ["layer two"]));
  return builder.build();
};

const codesOf = (graph: Graph): string[] => verifyGraph(graph).map(({ code }) => code);
const withNode = (at: number, change: Partial<Record<keyof Node, unknown>>): Graph => {
  const graph = valid();
  const changed = { ...graph.nodes[at], ...change } as unknown as Node;
  return { ...graph, nodes: graph.nodes.with(at, changed) };
};
const withConstant = (change: Partial<Constant>): Graph => {
  const graph = valid();
  return { ...graph, constants: [{ ...graph.constants[0]!, ...change }] };
};
const f32 = (...dims: number[]) => tensorType("f32", dims);

test("a valid graph has no faults", () => {
  expect(verifyGraph(valid())).toEqual([]);
});

describe("broken rules", () => {
  test.each<[string, Graph, string[]]>([
    ["operator that does not exist", withNode(1, { op: "rellu" }), ["IR_UNKNOWN_OPERATOR"]],
    ["operator of every object", withNode(1, { op: "toString" }), ["IR_UNKNOWN_OPERATOR"]],
    ["operand that nothing defines", withNode(1, { operands: ["z"] }), ["IR_UNDEFINED_VALUE"]],
    ["own result as operand", withNode(1, { operands: ["1"] }), ["IR_UNDEFINED_VALUE"]],
    ["operand too few", withNode(0, { operands: ["x"] }), ["IR_ILLEGAL_NODE"]],
    ["attribute that does not exist", withNode(1, { attributes: { axis: 1 } }), ["IR_ILLEGAL_NODE"]],
    ["wrong result type", withNode(1, { results: [{ id: "1", type: f32(2, 4) }] }), ["IR_RESULT_TYPE"]],
    ["no result", withNode(1, { results: [] }), ["IR_RESULT_COUNT", "IR_UNDEFINED_OUTPUT"]],
    [
      "id of an input",
      withNode(1, { results: [{ id: "x", type: f32(2, 3) }] }),
      ["IR_DUPLICATE_ID", "IR_UNDEFINED_OUTPUT"],
    ],
    ["origins that are no names", withNode(1, { origins: [undefined] }), ["IR_ILLEGAL_ORIGINS"]],
    ["nodes out of order", { ...valid(), nodes: valid().nodes.toReversed() }, ["IR_UNDEFINED_VALUE"]],
    ["output that nothing defines", { ...valid(), outputs: [{ name: "y", value: "z" }] }, ["IR_UNDEFINED_OUTPUT"]],
    ["equal output names", { ...valid(), outputs: [...valid().outputs, ...valid().outputs] }, ["IR_DUPLICATE_OUTPUT"]],
    [
      "negative dimension",
      { ...valid(), inputs: [{ id: "x", type: f32(-1) }], nodes: [], outputs: [] },
      ["IR_ILLEGAL_TYPE"],
    ],
    [
      "fractional dimension",
      { ...valid(), inputs: [{ id: "x", type: f32(1.5) }], nodes: [], outputs: [] },
      ["IR_ILLEGAL_TYPE"],
    ],
    [
      "2^53 elements",
      { ...valid(), inputs: [{ id: "x", type: f32(2 ** 27, 2 ** 26) }], nodes: [], outputs: [] },
      ["IR_ILLEGAL_TYPE"],
    ],
    ["unknown dtype", withConstant({ type: { dtype: "f33" as DType, dims: [3] } }), ["IR_ILLEGAL_TYPE"]],
    ["data of another kind", withConstant({ data: new Float64Array(3) }), ["IR_ILLEGAL_CONSTANT"]],
    ["data too short", withConstant({ data: new Float32Array(2) }), ["IR_ILLEGAL_CONSTANT"]],
  ])("%s", (_, graph, codes) => {
    expect(codesOf(graph)).toEqual(codes);
  });

  test.each<[DType, number]>([
    ["bool", 2],
    ["int4", 8],
    ["int4", -9],
    ["uint4", 16],
    ["int64", 0.5],
    ["int64", NaN],
    ["uint64", -1],
    ["uint24", 2 ** 24],
  ])("an %s constant of %d", (dtype, code) => {
    const builder = graphBuilder("codes");
    builder.output("y", builder.constant("c", tensor(dtype, [2], [0, code])));
    expect(codesOf(builder.build())).toEqual(["IR_ILLEGAL_CONSTANT"]);
  });
});

test("every fault is found at once, in the user's layer names", () => {
  const graph = withNode(0, { operands: ["x", "nowhere"] });
  const faults = verifyGraph({ ...graph, outputs: [...graph.outputs, { name: "z", value: "z" }] });
  expect(faults).toMatchObject([
    {
      code: "IR_UNDEFINED_VALUE",
      message: "add: reads %nowhere, which nothing defines",
      where: { layers: ["layer one"] },
    },
    { code: "IR_UNDEFINED_OUTPUT", message: 'output "z" is %z, which nothing defines' },
  ]);
});

test("a value used too early is told from one that is not there", () => {
  const [fault] = verifyGraph({ ...valid(), nodes: valid().nodes.toReversed() });
  expect(fault!.message).toBe("relu: reads %0, which is computed only further down");
});

test("float weights are not scanned: verification reads no element", () => {
  const data = new Float32Array(3);
  data.findIndex = () => {
    throw new Error("scanned");
  };
  expect(codesOf(withConstant({ data }))).toEqual([]);
});
