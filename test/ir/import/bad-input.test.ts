import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import type { ExternalDataAnswer, ExternalDataRequest } from "../../../ir/import/onnx/external-data.ts";
import { framingFault } from "../../../ir/import/onnx/decode.ts";
import { importOnnx, type OnnxImportOptions } from "../../../ir/import/onnx/import-onnx.ts";
import {
  FunctionProtoSchema,
  OperatorSetIdProtoSchema,
  SparseTensorProtoSchema,
  TensorProtoSchema,
} from "../../../ir/import/onnx/schema/onnx_pb.ts";
import { scalar, tensor } from "../../../ir/tensor.ts";
import { CompileError } from "../../../support/diagnostic.ts";
import { editedModel, onnxModel, onnxNode, type TestModel } from "../../support/onnx-model.ts";

const small: TestModel = {
  opset: 17,
  inputs: { x: "f32[2,2]" },
  initializers: { w: tensor("f32", [2, 2], [1, 2, 3, 4]) },
  nodes: [onnxNode("Add", ["x", "w"], ["y"], {}, { name: "sum" })],
  outputs: { y: "f32[2,2]" },
};

/** The first line of every fault that the import finds. */
const faultsOf = (bytes: Uint8Array, options: OnnxImportOptions = {}): readonly string[] => {
  try {
    importOnnx(bytes, { file: "m.onnx", ...options });
  } catch (error) {
    if (error instanceof CompileError) return error.message.split("\n").filter(line => !line.startsWith("  help: "));
    throw error;
  }
  return [];
};
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("a file that is no model", () => {
  test.each([
    ["", "m.onnx: error[ONNX_EMPTY]: the file is empty"],
    ["hello world, I am text\n", "m.onnx: error[ONNX_NOT_A_MODEL]: this is no ONNX model: it is a text file"],
    ["hi\n", "m.onnx: error[ONNX_NOT_A_MODEL]: this is no ONNX model: it is a text file"],
    ["Grüße, 世界", "m.onnx: error[ONNX_NOT_A_MODEL]: this is no ONNX model: it is a text file"],
    [
      "version https://git-lfs.github.com/spec/v1\n",
      "m.onnx: error[ONNX_NOT_A_MODEL]: this is no ONNX model: it is a Git LFS pointer",
    ],
    [
      "PK\u0003\u0004zip",
      "m.onnx: error[ONNX_NOT_A_MODEL]: this is no ONNX model: it is a ZIP archive (PyTorch and Keras write such files)",
    ],
    [
      "\u0000\u0000\u0000\u0000",
      "m.onnx: error[ONNX_NOT_A_MODEL]: this is no ONNX model: byte 0 begins no field of a model",
    ],
    ["\u0008\u0008", "m.onnx: error[ONNX_NOT_A_MODEL]: this is no ONNX model: it holds no graph"],
  ])("%j is called what it is", (content, message) => {
    expect(faultsOf(bytesOf(content))).toEqual([message]);
  });

  test("however large is refused by its first bytes", () => {
    expect(framingFault(new Uint8Array(4096), "big.bin", 2 ** 31)?.message).toBe(
      "this is no ONNX model: byte 0 begins no field of a model",
    );
  });

  test("cut anywhere is refused, and the head of a model is not", () => {
    const bytes = onnxModel(small);
    for (let length = 0; length < bytes.length; length++)
      expect(faultsOf(bytes.subarray(0, length)), `${length} bytes`).toHaveLength(1);
    expect(framingFault(bytes.subarray(0, 40), "m.onnx", bytes.length)).toBeUndefined();
    expect(framingFault(bytes.subarray(0, 40), "m.onnx", 41)?.message).toBe(
      "the file ends too early: the part that begins at byte 2 reaches beyond its 41 bytes",
    );
  });
});

test("a file of nothing but empty nodes is refused before it is decoded", () => {
  // Field 7, the graph, of 2^24 bytes (its length in groups of seven bits); in it field 1, a node, of no bytes.
  const head = [0x3a, 0x80, 0x80, 0x80, 0x08];
  const model = Uint8Array.from({ length: head.length + 2 ** 24 }, (_, i) => head[i] ?? (i % 2 === 1 ? 0x0a : 0));
  expect(faultsOf(model)).toEqual([
    "m.onnx: error[ONNX_CROWDED]: the model has more than 4194304 nodes, tensors and attributes",
  ]);
});

describe("the operator set", () => {
  test.each([6, 22])("%i is out of range", opset => {
    expect(faultsOf(onnxModel({ ...small, opset }))).toEqual([
      `m.onnx: error[ONNX_OPSET]: the model uses opset ${opset}, supported are 7 to 21`,
    ]);
  });

  test("must be named; domains that no node uses are fine", () => {
    const nameless = editedModel(small, proto => {
      proto.opsetImport = [create(OperatorSetIdProtoSchema, { domain: "ai.onnx.ml", version: 3n })];
    });
    expect(faultsOf(nameless)).toEqual([
      "m.onnx: error[ONNX_NO_OPSET]: the model does not say which version of ONNX's operators it uses",
    ]);
    expect(faultsOf(onnxModel({ ...small, domains: { "ai.onnx.ml": 3, "com.microsoft": 1 } }))).toEqual([]);
  });
});

describe("a graph that hangs together badly", () => {
  test("circles are shown", () => {
    const nodes = ["a", "b", "c"].map((name, i, all) =>
      onnxNode("Add", [all[(i + 2) % 3] ?? "", "x"], [name], {}, { name: `node ${name}` }),
    );
    expect(faultsOf(onnxModel({ ...small, nodes, outputs: { c: "f32[2,2]" } }))).toEqual([
      "m.onnx (node a): error[ONNX_CYCLE]: the nodes depend on each other in a circle: node a → node b → node c → node a",
    ]);
  });

  test("operands and outputs that nothing defines are all listed", () => {
    const nodes = [onnxNode("Add", ["x", "v"], ["y"], {}, { name: "sum" }), onnxNode("Relu", ["nowhere"], ["z"])];
    expect(faultsOf(onnxModel({ ...small, nodes, outputs: { y: "f32[2,2]", u: "f32[2]" } }))).toEqual([
      "m.onnx (sum): error[ONNX_DANGLING]: reads v, which nothing in the model defines",
      "m.onnx (z): error[ONNX_DANGLING]: reads nowhere, which nothing in the model defines",
      "m.onnx: error[ONNX_DANGLING]: the output u is defined by nothing in the model",
    ]);
  });

  test("names given twice are errors", () => {
    const nodes = [
      onnxNode("Add", ["x", "w"], ["w"]),
      onnxNode("Relu", ["x"], ["y"], {}, { name: "r" }),
      onnxNode("Relu", ["x"], ["y"], {}, { name: "s" }),
    ];
    expect(faultsOf(onnxModel({ ...small, nodes }))).toEqual([
      "m.onnx: error[ONNX_DUPLICATE_NAME]: the name w is given twice: to an initializer and to a result of node w",
      "m.onnx: error[ONNX_DUPLICATE_NAME]: the name y is given twice: to a result of node r and to a result of node s",
    ]);
  });

  test("nodes in the wrong order are put right", () => {
    const nodes = [onnxNode("Relu", ["a"], ["y"]), onnxNode("Relu", ["x"], ["a"])];
    const { graph } = importOnnx(onnxModel({ ...small, nodes }));
    expect(graph.nodes.map(({ origins }) => origins)).toEqual([["a"], ["y"]]);
  });

  test("every fault says what to do, and a single letter is no misspelling of another", () => {
    const nodes = [onnxNode("Add", ["x", "v"], ["z"], {}, { name: "sum" })];
    expect(() => importOnnx(onnxModel({ ...small, nodes }), { file: "m.onnx" })).toThrow(
      /reads v, [^\n]*\n {2}help: export the model again\n.*the output y [^\n]*\n {2}help: export the model again/,
    );
  });

  test.each([
    ["-3", "x.0 (axis 0 of input x, recorded as -3)"],
    ["-1", "x.0 (axis 0 of input x)"],
  ])("the size %s is none, and shown unless it stands for an open one", (size, open) =>
    expect(faultsOf(onnxModel({ ...small, inputs: { x: `f32[${size},2]` } }))).toEqual([
      `m.onnx: error[ONNX_UNBOUND]: a dimension is not fixed: ${open}`,
    ]),
  );

  test("a model without outputs is none", () => {
    expect(faultsOf(onnxModel({ ...small, outputs: {} }))).toEqual([
      "m.onnx: error[ONNX_NO_OUTPUT]: the model has no output",
    ]);
  });
});

const withWeight = (weight: MessageInitShape<typeof TensorProtoSchema>, model = small): Uint8Array =>
  editedModel(model, (_, graph) => {
    graph.initializer = [create(TensorProtoSchema, { name: "w", ...weight })];
  });

const fault = (text: string): string => `m.onnx (w): error[ONNX_TENSOR]: the tensor has ${text}`;

describe("a weight", () => {
  test.each([
    [{ dims: [2n, 2n], dataType: 1, rawData: new Uint8Array(15) }, fault("15 bytes of data, its shape needs 16")],
    [{ dims: [2n, 2n], dataType: 1, floatData: [1, 2, 3] }, fault("3 elements in float_data, its shape needs 4")],
    [{ dims: [2n, 2n], dataType: 1, int32Data: [1, 2, 3, 4] }, fault("0 elements in float_data, its shape needs 4")],
    [{ dims: [2n, 2n], dataType: 1 }, fault("0 elements in float_data, its shape needs 4")],
    [
      { dims: [-2n, -2n], dataType: 1, rawData: new Uint8Array(16) },
      fault("dims [-2,-2], which are no tensor's shape"),
    ],
    [
      { dims: [2n ** 62n], dataType: 1, rawData: new Uint8Array(16) },
      fault(`dims [${2n ** 62n}], which are no tensor's shape`),
    ],
    [
      { dims: [2n ** 30n, 2n ** 30n], dataType: 1 },
      fault(`dims [${2n ** 30n},${2n ** 30n}], which are no tensor's shape`),
    ],
    [
      { dims: [2n ** 40n], dataType: 2, rawData: new Uint8Array(16) },
      fault(`16 bytes of data, its shape needs ${2 ** 40}`),
    ],
  ])("%#: data and dims must agree", (weight, message) => {
    expect(faultsOf(withWeight(weight))).toEqual([message]);
  });

  test("of an unknown element type is a fault of its reader", () => {
    expect(faultsOf(withWeight({ dims: [1n], dataType: 8, stringData: [bytesOf("text")] }))).toEqual([
      "m.onnx (sum): error[ONNX_UNSUPPORTED]: Add cannot be mapped: its operand w is a tensor of string, which is not supported",
    ]);
  });

  test("that is sparse is a fault of its reader", () => {
    const sparse = editedModel(small, (_, graph) => {
      graph.initializer = [];
      graph.sparseInitializer = [create(SparseTensorProtoSchema, { values: { name: "w" } })];
    });
    expect(faultsOf(sparse)).toEqual([
      "m.onnx (sum): error[ONNX_UNSUPPORTED]: Add cannot be mapped: its operand w is a sparse tensor, which is not supported",
    ]);
  });

  test("of a type that the operator does not take is refused", () => {
    expect(faultsOf(withWeight({ dims: [2n, 2n], dataType: 3, rawData: new Uint8Array(4) }))).toEqual([
      "m.onnx (sum): error[ONNX_UNSUPPORTED]: Add cannot be mapped: add: operands differ in type: f32[2,2] and int8[2,2]",
    ]);
  });
});

const external = (entries: Readonly<Record<string, string>>): Uint8Array =>
  withWeight({
    dims: [2n, 2n],
    dataType: 1,
    dataLocation: 1,
    externalData: Object.entries(entries).map(([key, value]) => ({ key, value })),
  });
const answering =
  (answer: ExternalDataAnswer, seen: ExternalDataRequest[] = []) =>
  (request: ExternalDataRequest): ExternalDataAnswer => {
    seen.push(request);
    return answer;
  };

describe("external data", () => {
  test("is read where the model says, and becomes the weight", () => {
    const seen: ExternalDataRequest[] = [];
    const bytes = new Uint8Array(new Float32Array([1, 2, 3, 4]).buffer);
    const { graph, warnings } = importOnnx(external({ location: "data/w.bin", offset: "64", length: "16" }), {
      externalData: answering({ kind: "data", bytes }, seen),
    });
    expect(seen).toEqual([{ location: "data/w.bin", offset: 64, length: 16 }]);
    expect(graph.constants[0]?.data).toEqual(new Float32Array([1, 2, 3, 4]));
    expect(warnings).toEqual([]);
  });

  test("that is missing leaves a constant of unknown value, with a warning", () => {
    const { graph, warnings } = importOnnx(external({ location: "w.bin" }), { file: "m.onnx" });
    expect(graph.constants).toEqual([{ id: "w", type: { dtype: "f32", dims: [2, 2] }, data: undefined }]);
    expect(warnings.map(({ message }) => message)).toEqual([
      "w.bin is missing: the value of w is unknown, only the shapes are used",
    ]);
  });

  test("that is missing is an error where its value is needed", () => {
    const reshape = onnxNode("Reshape", ["x", "w"], ["y"], {}, { name: "flatten" });
    const shape = { dims: [1n], dataType: 7, dataLocation: 1, externalData: [{ key: "location", value: "w.bin" }] };
    expect(faultsOf(withWeight(shape, { ...small, nodes: [reshape] }))).toEqual([
      "m.onnx (flatten): error[ONNX_UNSUPPORTED]: Reshape cannot be mapped: the value of its operand 1, w, is needed, but the model file has only its shape",
    ]);
  });

  test.each(["../w.bin", "a/../../w.bin", "/etc/passwd", "C:\\w.bin", "..\\w.bin"])(
    "%s lies outside the folder",
    location => {
      const read = answering({ kind: "data", bytes: new Uint8Array(16) });
      expect(faultsOf(external({ location }), { externalData: read })[0]).toContain("outside the model's folder");
    },
  );

  test.each<[Readonly<Record<string, string>>, ExternalDataAnswer, string]>([
    [
      { location: "w.bin", offset: "8" },
      { kind: "too-short", size: 16 },
      "m.onnx (w): error[ONNX_EXTERNAL_SIZE]: the tensor's data should reach to byte 24 of w.bin, which has 16",
    ],
    [
      { location: "w.bin", length: "12" },
      { kind: "missing" },
      "m.onnx (w): error[ONNX_TENSOR]: the tensor has 12 bytes of external data, its shape needs 16",
    ],
    [
      { location: "w.bin", offset: "-1" },
      { kind: "missing" },
      "m.onnx (w): error[ONNX_EXTERNAL]: the tensor's reference to external data has an offset or length that is no whole number",
    ],
    [
      { offset: "0" },
      { kind: "missing" },
      "m.onnx (w): error[ONNX_EXTERNAL]: the tensor's reference to external data names no file",
    ],
    [
      { location: "link.bin" },
      { kind: "outside" },
      `m.onnx (w): error[ONNX_EXTERNAL_OUTSIDE]: the tensor's data lies in "link.bin", outside the model's folder`,
    ],
  ])("%#: faults are told apart", (entries, answer, message) => {
    expect(faultsOf(external(entries), { externalData: answering(answer) })).toEqual([message]);
  });
});

describe("what an operator does not know is refused, not ignored", () => {
  test.each<[string, TestModel["nodes"][number], string]>([
    [
      "an attribute",
      onnxNode("Relu", ["x"], ["y"], { slope: 2 }),
      "it has an attribute slope, which opset 7 to 21 do not know",
    ],
    ["an operand", onnxNode("Relu", ["x", "w"], ["y"]), "it has 2 operands and takes at most 1"],
    [
      "an attribute of another kind",
      onnxNode("Softmax", ["x"], ["y"], { axis: 0.5 }),
      "its attribute axis must be int, found float",
    ],
  ])("%s", (_, node, reason) => {
    expect(faultsOf(onnxModel({ ...small, nodes: [node] }))).toEqual([
      `m.onnx (y): error[ONNX_UNSUPPORTED]: ${node.opType} cannot be mapped: ${reason}`,
    ]);
  });

  test("a declared window must be that of the weight", () => {
    const model = {
      ...small,
      inputs: { x: "f32[1,1,4,4]" },
      initializers: { w: tensor("f32", [1, 1, 2, 2], [1, 2, 3, 4]) },
      nodes: [onnxNode("Conv", ["x", "w"], ["y"], { kernel_shape: [3, 3] })],
      outputs: { y: "f32" },
    };
    expect(faultsOf(onnxModel(model))).toEqual([
      "m.onnx (y): error[ONNX_UNSUPPORTED]: Conv cannot be mapped: its kernel_shape is [3,3], the window of its weight [2,2]",
    ]);
  });
});

test("operators that the model defines itself are told from unknown ones", () => {
  const nodes = [onnxNode("Gate", ["x"], ["y"], {}, { domain: "my.own" })];
  const model = editedModel({ ...small, nodes }, proto => {
    proto.functions = [create(FunctionProtoSchema, { name: "Gate", domain: "my.own" })];
  });
  expect(faultsOf(model)).toEqual([
    "m.onnx (y): error[ONNX_UNSUPPORTED]: Gate cannot be mapped: it is a function that the model defines",
  ]);
});

test("names with control characters or of megabytes keep a message on one line of bounded length", () => {
  const name = `line\nbreak${"x".repeat(2 ** 20)}`;
  const [message = "", ...rest] = faultsOf(
    onnxModel({ ...small, nodes: [onnxNode("Relu", [name], ["y"], {}, { name })] }),
  );
  expect(rest).toEqual([]);
  expect(message).toContain("line\\u000abreakxxx");
  expect(message.length).toBeLessThan(3000);
});

describe("sizes that no memory holds are refused before anything is allocated", () => {
  const huge = 2 ** 45;
  const ints = (...values: readonly number[]) => tensor("int64", [values.length], values);
  const refused = (
    nodes: TestModel["nodes"],
    initializers: NonNullable<TestModel["initializers"]>,
  ): readonly string[] => faultsOf(onnxModel({ ...small, opset: 13, initializers, nodes, outputs: { y: "f32" } }));

  test.each<[string, readonly string[], NonNullable<TestModel["initializers"]>]>([
    ["Expand", ["x", "to"], { to: ints(huge, 2, 2) }],
    ["Tile", ["x", "by"], { by: ints(huge, huge) }],
    ["ConstantOfShape", ["of"], { of: ints(huge) }],
    ["Range", ["a", "b", "c"], { a: scalar("int64", 0), b: scalar("int64", huge), c: scalar("int64", 1) }],
    ["Range", ["a", "b", "c"], { a: scalar("f32", 0), b: scalar("f32", 1), c: scalar("f32", 1e-30) }],
    ["Pad", ["x", "by"], { by: ints(0, 0, huge, huge) }],
    [
      "OneHot",
      ["which", "depth", "values"],
      { which: ints(1, 2), depth: scalar("int64", huge), values: tensor("f32", [2], [0, 1]) },
    ],
    [
      "Resize",
      ["image", "", "", "sizes"],
      { image: tensor("f32", [1, 1, 2, 2], [1, 2, 3, 4]), sizes: ints(1, 1, huge, huge) },
    ],
    [
      "Resize",
      ["image", "", "scales"],
      { image: tensor("f32", [1, 1, 2, 2], [1, 2, 3, 4]), scales: tensor("f32", [4], [1, 1, 1e30, 1e30]) },
    ],
    ["Reshape", ["x", "to"], { to: ints(huge, -1) }],
  ])("%s", (opType, operands, initializers) => {
    const faults = refused([onnxNode(opType, operands, ["y"], {}, { name: "greedy" })], initializers);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(`m.onnx (greedy): error[ONNX_UNSUPPORTED]: ${opType} cannot be mapped: `);
  });

  test("many small demands are added up", () => {
    const names = Array.from({ length: 40 }, (_, i) => `r${i}`);
    const nodes = names.map(name => onnxNode("Range", ["a", "b", "c"], [name]));
    const bounds = { a: scalar("int64", 0), b: scalar("int64", 2 ** 20), c: scalar("int64", 1) };
    const outputs = Object.fromEntries(names.map(name => [name, "int64"]));
    expect(faultsOf(onnxModel({ ...small, initializers: bounds, nodes, outputs }))).toEqual([
      "m.onnx (r16, r17, r18 and 21 more): error[ONNX_UNSUPPORTED]: Range (24 nodes) cannot be mapped: the model makes more constants than it could store",
    ]);
  });
});
