import { describe, expect, test } from "vitest";
import { importOnnx, type OnnxImportOptions } from "../../../ir/import/onnx/import-onnx.ts";
import { formatType, scalar, tensor } from "../../../ir/tensor.ts";
import { verifyGraph } from "../../../ir/verify.ts";
import { CompileError } from "../../../support/diagnostic.ts";
import { onnxModel, onnxNode, type TestGraph, type TestModel } from "../../support/onnx-model.ts";
import { expectAgreement } from "../../support/onnx-runtime.ts";

const importModel = (model: Omit<TestModel, "opset">, options: OnnxImportOptions = {}) => {
  const imported = importOnnx(onnxModel({ opset: 17, ...model }), { file: "m.onnx", ...options });
  expect(verifyGraph(imported.graph)).toEqual([]);
  return imported;
};

/** The messages of the error that the import ends with. */
const faultsOf = (model: Omit<TestModel, "opset">, options: OnnxImportOptions = {}): readonly string[] => {
  try {
    importModel(model, options);
  } catch (error) {
    if (error instanceof CompileError) return error.message.split("\n");
    throw error;
  }
  throw new Error("nothing was found at fault");
};

const relu = (from: string, to: string, name?: string) =>
  onnxNode("Relu", [from], [to], {}, name === undefined ? {} : { name });

describe("names", () => {
  test("of nodes are unique; a nameless node is called by its first output", () => {
    const { graph, sourceNodes } = importModel({
      inputs: { x: "f32[2]" },
      nodes: [relu("x", "a", "act"), relu("a", "b", "act"), relu("b", "c"), relu("c", "act.2")],
      outputs: { "act.2": "f32[2]" },
    });
    expect(sourceNodes.map(({ name }) => name)).toEqual(["act", "b", "c", "act.2"]);
    expect(graph.nodes.map(({ origins }) => origins)).toEqual([["act"], ["b"], ["c"], ["act.2"]]);
  });

  test("of inputs and weights stay; results are numbered", () => {
    const { graph } = importModel({
      inputs: { "x:0": "f32[2]" },
      initializers: { "0": tensor("f32", [2], [1, 2]), unused: tensor("f32", [2], [1, 2]) },
      nodes: [onnxNode("Add", ["x:0", "0"], ["y"])],
      outputs: { y: "f32[2]" },
    });
    expect(graph.inputs.map(({ id }) => id)).toEqual(["x:0"]);
    expect(graph.constants.map(({ id }) => id)).toEqual(["0"]);
    expect(graph.nodes.map(({ operands, results }) => [operands, results[0]?.id])).toEqual([[["x:0", "0"], "1"]]);
    expect(graph.outputs).toEqual([{ name: "y", value: "1" }]);
  });

  test("an input that has an initializer is a constant, as files of IR version 3 write it", () => {
    const { graph } = importModel({
      inputs: { x: "f32[2]", w: "f32[2]" },
      initializers: { w: tensor("f32", [2], [1, 2]) },
      nodes: [onnxNode("Add", ["x", "w"], ["y"])],
      outputs: { y: "f32[2]" },
    });
    expect(graph.inputs.map(({ id }) => id)).toEqual(["x"]);
    expect(graph.constants.map(({ id }) => id)).toEqual(["w"]);
  });
});

describe("open dimensions", () => {
  const model = {
    inputs: { image: "f32[N,3,?]", mask: "f32[N,-1]" },
    nodes: [relu("image", "y"), relu("mask", "z")],
    outputs: { y: "f32", z: "f32" },
  };

  test("are bound by name, or by input and axis", () => {
    const bindings = new Map([
      ["N", 2],
      ["image.2", 8],
      ["mask.1", 5],
    ]);
    const { graph, boundSymbols } = importModel(model, { bindings });
    expect(graph.inputs.map(({ type }) => formatType(type))).toEqual(["f32[2,3,8]", "f32[2,5]"]);
    expect(
      boundSymbols.map(({ symbol, value, uses }) => [symbol, value, uses.map(({ input, axis }) => `${input}.${axis}`)]),
    ).toEqual([
      ["N", 2, ["image.0", "mask.0"]],
      ["image.2", 8, ["image.2"]],
      ["mask.1", 5, ["mask.1"]],
    ]);
  });

  test("that stay open are listed in one error with an example", () => {
    expect(faultsOf(model, { bindings: new Map([["N", 2]]) })).toEqual([
      "m.onnx: error[ONNX_UNBOUND]: 2 dimensions are not fixed: image.2 (axis 2 of input image); mask.1 (axis 1 of input mask)",
      "  help: give each a size, for example --bind image.2=1 --bind mask.1=1; in a specification, `bind NAME = SIZE`",
    ]);
  });

  /** One input with `count` open dimensions. */
  const manyOpen = (count: number) => {
    const type = `f32[${Array.from({ length: count }, (_, axis) => `d${axis}`).join(",")}]`;
    return { inputs: { x: type }, outputs: { y: type }, nodes: [relu("x", "y")] };
  };
  const places = Array.from({ length: 8 }, (_, i) => `d${i} (axis ${i} of input x)`).join("; ");
  const example = Array.from({ length: 8 }, (_, i) => `--bind d${i}=1`).join(" ");

  test.each([
    [8, ""],
    [9, " and 1 more"],
    [30, " and 22 more"],
  ])("%i that stay open are listed up to the eighth, and the example binds those listed", (count, rest) => {
    expect(faultsOf(manyOpen(count))).toEqual([
      `m.onnx: error[ONNX_UNBOUND]: ${count} dimensions are not fixed: ${places}${rest}`,
      `  help: give each a size, for example ${example}; in a specification, \`bind NAME = SIZE\``,
    ]);
  });

  test("one that stands in many places is shown with the first four", () => {
    const square = { inputs: { x: "f32[N,N,N,N,N,N]" }, outputs: { y: "f32" }, nodes: [relu("x", "y")] };
    const four = [0, 1, 2, 3].map(axis => `axis ${axis} of input x`).join(", ");
    expect(faultsOf(square)[0]).toBe(`m.onnx: error[ONNX_UNBOUND]: a dimension is not fixed: N (${four} and 2 more)`);
  });

  test("an unknown name is answered with the nearest", () => {
    const bindings = new Map([
      ["N", 2],
      ["imge.2", 8],
      ["image.2", 8],
      ["mask.1", 0],
    ]);
    expect(faultsOf(model, { bindings })).toEqual([
      "m.onnx: error[ONNX_UNKNOWN_BINDING]: the model has no open dimension imge.2",
      "  help: did you mean image.2?",
      "m.onnx: error[ONNX_ILLEGAL_BINDING]: mask.1 is bound to 0",
      "  help: give a whole number from 1 to 2147483647",
    ]);
  });
});

describe("shape arithmetic", () => {
  const flatten = {
    inputs: { x: "f32[N,3,4]" },
    initializers: { axis: scalar("int64", 0), axes: tensor("int64", [1], [0]), rest: tensor("int64", [1], [-1]) },
    nodes: [
      onnxNode("Shape", ["x"], ["shape"]),
      onnxNode("Size", ["x"], ["count"]),
      onnxNode("Identity", ["shape"], ["same"]),
      onnxNode("Reshape", ["count", "rest"], ["target"]),
      onnxNode("Reshape", ["x", "target"], ["y"]),
    ],
    outputs: { y: "f32" },
  };

  test("is evaluated at import and leaves nothing but its reason", () => {
    const { graph, eliminated } = importModel(flatten, { bindings: new Map([["N", 2]]) });
    expect(graph.constants).toEqual([]);
    expect(graph.nodes.map(({ op, attributes }) => [op, attributes])).toEqual([["reshape", { shape: [24] }]]);
    expect([...eliminated]).toEqual([
      ["shape", "its result is a constant"],
      ["count", "its result is a constant"],
      ["same", "passes its operand on unchanged"],
      ["target", "all its operands are constants: evaluated at import"],
    ]);
  });
});

describe("what can't be mapped", () => {
  const model = {
    inputs: { x: "f32[2]" },
    nodes: [relu("x", "a"), onnxNode("Mystery", ["a"], ["b"], {}, { name: "odd" }), relu("b", "c"), relu("c", "d")],
    outputs: { d: "f32[2]" },
  };

  test("is an error that names it once, not what follows from it", () => {
    const twice = [
      ...model.nodes,
      onnxNode("Mystery", ["a"], ["e"]),
      onnxNode("Fine", ["a"], ["f"], {}, { domain: "my.own" }),
    ];
    expect(faultsOf({ ...model, nodes: twice, domains: { "my.own": 1 } })).toEqual([
      "m.onnx (odd, e): error[ONNX_UNSUPPORTED]: Mystery (2 nodes) cannot be mapped: there is no converter for this operator",
      "  help: --allow-unsupported keeps such nodes in the plan, uncosted",
      "m.onnx (f): error[ONNX_UNSUPPORTED]: Fine cannot be mapped: it belongs to the domain my.own; only ONNX's own operators are supported",
      "  help: export the model with ONNX's own operators (opset 7 to 21)",
    ]);
  });

  test("a node that breaks ONNX's own rules is the model's fault: no option helps", () => {
    const weights = { w: tensor("f32", [1, 1, 1, 1], [1]) };
    const graphs = [
      { inputs: { x: "f32[2]", y: "f32[3]" }, nodes: [onnxNode("Add", ["x", "y"], ["z"])] },
      { inputs: { x: "f32[2]" }, nodes: [onnxNode("Flatten", ["x"], ["z"], { axis: 5 })] },
      { inputs: { x: "f32[2]" }, nodes: [onnxNode("Transpose", ["x"], ["z"], { perm: [0, 0] })] },
      {
        inputs: { x: "f32[1,1,4,4]" },
        initializers: weights,
        nodes: [onnxNode("Conv", ["x", "w"], ["z"], { group: 0 })],
      },
    ];
    for (const graph of graphs)
      expect(faultsOf({ ...graph, outputs: { z: "" } })[1]).toBe("  help: correct the model, or export it again");
  });

  test("stays in place where the model records the shape of its result", () => {
    const { graph, unsupported } = importModel({ ...model, valueTypes: { b: "f32[2]" } }, { allowUnsupported: true });
    expect(graph.nodes.map(({ op, origins }) => [op, origins])).toEqual([
      ["relu", ["a"]],
      ["opaque", ["odd"]],
      ["relu", ["c"]],
      ["relu", ["d"]],
    ]);
    expect(unsupported.map(({ name, reason }) => [name, reason])).toEqual([
      ["odd", "there is no converter for this operator"],
    ]);
  });

  test("without such a record takes along what follows, up to the next record", () => {
    const { graph, unsupported } = importModel(model, { allowUnsupported: true });
    expect(graph.nodes.map(({ op, origins }) => [op, origins])).toEqual([
      ["relu", ["a"]],
      ["opaque", ["d"]],
    ]);
    expect(unsupported.map(({ name, reason }) => [name, reason])).toEqual([
      ["odd", "there is no converter for this operator"],
      [
        "c",
        "its operand b cannot be had: it is a result of odd (Mystery), which is not supported, and its shape is not recorded",
      ],
      [
        "d",
        "its operand c cannot be had: it is a result of c (Relu), which is not supported, and its shape is not recorded",
      ],
    ]);
  });

  test("an output that depends on it is left out with a warning, unless it is the only one", () => {
    const outputs = { d: "", a: "f32[2]" };
    const { graph, warnings } = importModel({ ...model, outputs }, { allowUnsupported: true });
    expect(graph.outputs.map(({ name }) => name)).toEqual(["a"]);
    expect(warnings.map(({ message }) => message)).toEqual([
      "the output d is left out: it depends on unsupported nodes whose result shapes the model does not record",
    ]);
    expect(faultsOf({ ...model, outputs: { d: "" } }, { allowUnsupported: true })[0]).toBe(
      "m.onnx: error[ONNX_LOST_OUTPUT]: no output is left: d depends on unsupported nodes whose result shapes the model does not record",
    );
  });

  test.each([
    "If",
    "Loop",
    "Scan",
    "LSTM",
    "GRU",
    "RNN",
    "NonMaxSuppression",
    "SequenceAt",
    "StringNormalizer",
    "RandomNormal",
  ])("%s says why and what to do", opType => {
    const faults = faultsOf({ inputs: { x: "f32[2]" }, nodes: [onnxNode(opType, ["x"], ["y"])], outputs: { y: "" } });
    expect(faults).toHaveLength(2);
    expect(faults.join()).not.toContain("there is no converter");
    expect(faults.join()).not.toContain("--allow-unsupported");
  });
});

const branch = (node: string): TestGraph => ({
  nodes: [onnxNode(node, ["x"], ["inner"], {}, { name: "branch" })],
  outputs: { inner: "f32[2]" },
});

describe("If", () => {
  const model = {
    opset: 17,
    inputs: { x: "f32[2]", mode: "bool[]" },
    nodes: [
      onnxNode(
        "If",
        ["mode"],
        ["y"],
        { then_branch: { graph: branch("Relu") }, else_branch: { graph: branch("Identity") } },
        { name: "choice" },
      ),
    ],
    outputs: { y: "f32[2]" },
  };

  test("with a known condition is the branch that it takes", async () => {
    const decided = { ...model, inputs: { x: "f32[2]" }, initializers: { mode: scalar("bool", 1) } };
    const graph = await expectAgreement(decided);
    expect(graph.nodes.map(({ op, origins }) => [op, origins])).toEqual([["relu", ["branch"]]]);
    const { sourceNodes, eliminated } = importModel(decided);
    expect(sourceNodes.map(({ name }) => name)).toEqual(["choice", "branch"]);
    expect(eliminated.get("choice")).toBe("its condition is constant: the branch that it takes stands in its place");
  });

  test("with an open condition is not supported", () => {
    expect(faultsOf(model)[0]).toBe(
      "m.onnx (choice): error[ONNX_UNSUPPORTED]: If cannot be mapped: which nodes run is decided at run time; a plan has one fixed order",
    );
  });
});

test("a whole-number input can be bound to a value: it becomes a constant", () => {
  const model = {
    inputs: { x: "f32[2]", rate: "int64[1]" },
    nodes: [relu("x", "y"), onnxNode("Reshape", ["x", "rate"], ["z"])],
    outputs: { y: "f32[2]", z: "f32" },
  };
  const { graph, boundSymbols } = importModel(model, { bindings: new Map([["rate", 2]]) });
  expect(graph.inputs.map(({ id }) => id)).toEqual(["x"]);
  expect(boundSymbols).toEqual([{ symbol: "rate", value: 2, uses: [] }]);
  expect(faultsOf(model, { bindings: new Map([["rate", 1.5]]) })[0]).toBe(
    "m.onnx: error[ONNX_ILLEGAL_BINDING]: rate is bound to 1.5",
  );
});

test("shapes that the model records otherwise than its operators give them are a warning", () => {
  const { graph, warnings } = importModel({
    inputs: { x: "f32[2,3]" },
    nodes: [relu("x", "a"), relu("a", "y")],
    outputs: { y: "f32[2,3]" },
    valueTypes: { a: "f32[3,2]" },
  });
  expect(graph.outputs).toHaveLength(1);
  expect(warnings.map(({ message }) => message)).toEqual([
    "the model records other shapes than its operators give: a is recorded as f32[3,2] and computed as f32[2,3]",
  ]);
});
