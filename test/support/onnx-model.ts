/** Writes small ONNX models for tests from a terse description. */
import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { parseDType } from "../../ir/dtype.ts";
import { onnxTypeOf } from "../../ir/import/onnx/data-types.ts";
import {
  type AttributeProtoSchema,
  type GraphProto,
  type GraphProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  type NodeProtoSchema,
  type TensorProtoSchema,
  type ValueInfoProtoSchema,
} from "../../ir/import/onnx/schema/onnx_pb.ts";
import type { Tensor } from "../../ir/tensor.ts";
import { rawBytes } from "../../ir/export/onnx/raw-bytes.ts";

/**
 * Whole numbers are written as ints, others as floats, lists alike; `{ float: 1 }` and `{ floats: [1] }` force the kind.
 * Text, tensors and graphs are what they are.
 */
export type TestAttribute =
  | number
  | string
  | readonly number[]
  | Tensor
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | { readonly graph: TestGraph };

export interface TestNode {
  readonly opType: string;
  /** An empty name leaves an optional operand out. */
  readonly operands: readonly string[];
  readonly results: readonly string[];
  readonly attributes?: Readonly<Record<string, TestAttribute>>;
  readonly name?: string;
  readonly domain?: string;
}

export interface TestGraph {
  /** Types like `f32[1,3,N,?]`: a name is a symbol, `?` an open dimension without a name; `f32` alone has no shape. */
  readonly inputs?: Readonly<Record<string, string>>;
  readonly initializers?: Readonly<Record<string, Tensor>>;
  readonly nodes: readonly TestNode[];
  /** Names with their types; `""` where none is recorded. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Recorded types of intermediate values. */
  readonly valueTypes?: Readonly<Record<string, string>>;
}

export interface TestModel extends TestGraph {
  readonly opset: number;
  /** Further domains that the model imports. */
  readonly domains?: Readonly<Record<string, number>>;
}

export const onnxNode = (
  opType: string,
  operands: readonly string[],
  results: readonly string[],
  attributes: Readonly<Record<string, TestAttribute>> = {},
  more: { readonly name?: string; readonly domain?: string } = {},
): TestNode => ({ opType, operands, results, attributes, ...more });

export const onnxModel = (model: TestModel): Uint8Array => toBinary(ModelProtoSchema, modelProto(model));

/** The bytes of the model after `edit` changed the decoded message: for faults that no description writes. */
export const editedModel = (model: TestModel, edit: (proto: ModelProto, graph: GraphProto) => void): Uint8Array => {
  const proto = modelProto(model);
  if (proto.graph !== undefined) edit(proto, proto.graph);
  return toBinary(ModelProtoSchema, proto);
};

export const modelProto = (model: TestModel): ModelProto =>
  create(ModelProtoSchema, {
    irVersion: 8n,
    graph: graphProto(model),
    opsetImport: [
      { domain: "", version: BigInt(model.opset) },
      ...Object.entries(model.domains ?? {}).map(([domain, version]) => ({ domain, version: BigInt(version) })),
    ],
  });

const graphProto = (graph: TestGraph): MessageInitShape<typeof GraphProtoSchema> => ({
  name: "test",
  node: graph.nodes.map(nodeProto),
  initializer: Object.entries(graph.initializers ?? {}).map(([name, tensor]) => tensorProto(name, tensor)),
  input: Object.entries(graph.inputs ?? {}).map(valueInfo),
  output: Object.entries(graph.outputs).map(valueInfo),
  valueInfo: Object.entries(graph.valueTypes ?? {}).map(valueInfo),
});

const nodeProto = (node: TestNode): MessageInitShape<typeof NodeProtoSchema> => ({
  opType: node.opType,
  input: [...node.operands],
  output: [...node.results],
  name: node.name ?? "",
  domain: node.domain ?? "",
  attribute: Object.entries(node.attributes ?? {}).map(attributeProto),
});

const attributeProto = ([name, value]: [string, TestAttribute]): MessageInitShape<typeof AttributeProtoSchema> => {
  if (typeof value === "string") return { name, type: 3, s: new TextEncoder().encode(value) };
  if (typeof value === "number")
    return Number.isInteger(value) ? { name, type: 2, i: BigInt(value) } : { name, type: 1, f: value };
  if (isNumbers(value))
    return value.every(Number.isInteger)
      ? { name, type: 7, ints: value.map(BigInt) }
      : { name, type: 6, floats: [...value] };
  if ("float" in value) return { name, type: 1, f: value.float };
  if ("floats" in value) return { name, type: 6, floats: [...value.floats] };
  if ("graph" in value) return { name, type: 5, g: graphProto(value.graph) };
  return { name, type: 4, t: tensorProto("", value) };
};

const isNumbers = (value: TestAttribute): value is readonly number[] => Array.isArray(value);

export const tensorProto = (name: string, { type, data }: Tensor): MessageInitShape<typeof TensorProtoSchema> => ({
  name,
  dims: type.dims.map(BigInt),
  dataType: onnxTypeOf(type.dtype) ?? 0,
  rawData: rawBytes(type.dtype, data),
});

const valueInfo = ([name, text]: [string, string]): MessageInitShape<typeof ValueInfoProtoSchema> => {
  if (text === "") return { name };
  const [, dtype = "", , dims] = /^(\w+)(\[(.*)\])?$/.exec(text) ?? [];
  const elemType = onnxTypeOf(parseDType(dtype) ?? "f32") ?? 0;
  if (dims === undefined) return { name, type: { value: { case: "tensorType", value: { elemType } } } };
  const dim = dims === "" ? [] : dims.split(",").map(dimension);
  return { name, type: { value: { case: "tensorType", value: { elemType, shape: { dim } } } } };
};

const dimension = (text: string) => {
  const word = text.trim();
  if (word === "?") return {};
  return /^-?\d+$/.test(word)
    ? { value: { case: "dimValue" as const, value: BigInt(word) } }
    : { value: { case: "dimParam" as const, value: word } };
};
