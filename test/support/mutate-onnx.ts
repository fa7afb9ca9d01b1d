/** Seeded damage to ONNX files: to their bytes, and to the decoded message field by field. */
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { convertedOpTypes } from "../../ir/import/onnx/converters/index.ts";
import {
  type AttributeProto,
  type GraphProto,
  type ModelProto,
  ModelProtoSchema,
  type NodeProto,
  type TensorProto,
  TensorShapeProto_DimensionSchema,
} from "../../ir/import/onnx/schema/onnx_pb.ts";
import type { RandomStream } from "../../support/random.ts";
import { flipBytes, splice, truncate } from "./damage-bytes.ts";

/** A damaged copy of `bytes`; `donor` is another file that parts may come from. */
export const mutateOnnx = (bytes: Uint8Array, donor: Uint8Array, random: RandomStream): Uint8Array =>
  pick([flipBytes, truncate, splice, editMessage, editMessage, editMessage, editMessage], random)(bytes, donor, random);

type Mutation = (bytes: Uint8Array, donor: Uint8Array, random: RandomStream) => Uint8Array;

const editMessage: Mutation = (bytes, _, random) => {
  const model = fromBinary(ModelProtoSchema, bytes);
  const { graph } = model;
  if (graph !== undefined) for (let i = random.integer(1, 3); i > 0; i--) pick(edits, random)(graph, random, model);
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, model));
};

type Edit = (graph: GraphProto, random: RandomStream, model: ModelProto) => void;

const edits: readonly Edit[] = [
  (graph, random) => editAttribute(pick(pick(graph.node, random).attribute, random), random),
  (graph, random) => editAttribute(pick(pick(graph.node, random).attribute, random), random),
  (graph, random) => editAttribute(pick(pick(graph.node, random).attribute, random), random),
  (graph, random) => editTensor(pick(graph.initializer, random), random),
  (graph, random) => editTensor(pick(graph.initializer, random), random),
  (graph, random) => {
    pick(graph.node, random).opType = pick(convertedOpTypes, random);
  },
  (graph, random) => {
    pick(graph.node, random).opType = pick(convertedOpTypes, random);
  },
  (graph, random) => rewire(pick(graph.node, random), graph, random),
  (graph, random) => rewire(pick(graph.node, random), graph, random),
  (graph, random) => resizeInput(graph, random),
  (graph, random) => void graph.node.splice(random.integer(0, graph.node.length - 1), 1),
  (graph, random) => void graph.node.push(pick(graph.node, random)),
  (graph, random) => void graph.node.sort(() => random.integer(-1, 1)),
  (graph, random) => {
    pick(graph.node, random).domain = pick(["", "ai.onnx", "com.microsoft", "\n"], random);
  },
  (_, random, model) => {
    for (const opset of model.opsetImport) opset.version = BigInt(random.integer(5, 23));
  },
];

/** The ends of what fields can hold, and values that mean something somewhere. */
const numbers = [
  0,
  1,
  -1,
  2,
  3,
  -2,
  7,
  64,
  1000,
  -1000,
  65536,
  2 ** 31 - 1,
  -(2 ** 31),
  2 ** 40,
  2 ** 53,
  2 ** 62,
  -(2 ** 63),
];

const integer = (random: RandomStream): bigint => BigInt(pick(numbers, random));

const editAttribute = (attribute: AttributeProto | undefined, random: RandomStream): void => {
  if (attribute === undefined) return;
  pick<() => void>(
    [
      () => (attribute.i = integer(random)),
      () => (attribute.f = pick([0, -1, NaN, Infinity, 1e38, 1e-40], random)),
      () => (attribute.s = new TextEncoder().encode(pick(["", "SAME_UPPER", "nearest", "reflect", "\u0000"], random))),
      () => (attribute.ints = attribute.ints.map(value => (random.integer(0, 1) === 0 ? integer(random) : value))),
      () => (attribute.ints = Array.from({ length: random.integer(0, 6) }, () => integer(random))),
      () => (attribute.type = random.integer(0, 15)),
      () => (attribute.name = pick(["axis", "axes", "pads", "value", "to", "kernel_shape"], random)),
      () => editTensor(attribute.t, random),
    ],
    random,
  )();
};

const editTensor = (tensor: TensorProto | undefined, random: RandomStream): void => {
  if (tensor === undefined) return;
  pick<() => void>(
    [
      () => (tensor.dims = tensor.dims.map(dim => (random.integer(0, 1) === 0 ? integer(random) : dim))),
      () => (tensor.dims = Array.from({ length: random.integer(0, 4) }, () => integer(random))),
      () => (tensor.dims = tensor.dims.toReversed()),
      () => (tensor.dataType = random.integer(-1, 24)),
      () => (tensor.rawData = tensor.rawData.subarray(random.integer(0, 4))),
      // Another number in the same bytes: what shapes and axes are made of.
      () => (tensor.rawData = tensor.rawData.map(byte => (random.integer(0, 7) === 0 ? random.integer(0, 255) : byte))),
      () => (tensor.int64Data = tensor.int64Data.map(() => integer(random))),
      () => (tensor.dataLocation = 1),
      () => (tensor.name = pick(["", "x", "w"], random)),
    ],
    random,
  )();
};

const rewire = (node: NodeProto | undefined, graph: GraphProto, random: RandomStream): void => {
  if (node === undefined) return;
  const names = [...graph.initializer, ...graph.input].map(({ name }) => name);
  const results = graph.node.flatMap(({ output }) => output);
  pick<() => void>(
    [
      () => (node.input = node.input.toReversed()),
      () =>
        (node.input = node.input.map(name =>
          random.integer(0, 1) === 0 ? pick([...names, ...results], random) : name,
        )),
      () => node.input.push(pick([...names, ...results, ""], random)),
      () => node.input.pop(),
      () => (node.output = node.output.map(() => pick([...results, "fresh", ""], random))),
      () => node.output.push(`fresh${random.integer(0, 9)}`),
      () => (node.name = pick(["", pick(graph.node, random).name, "\u001b[31m"], random)),
    ],
    random,
  )();
};

const resizeInput = (graph: GraphProto, random: RandomStream): void => {
  const input = pick(graph.input, random);
  if (input.type?.value.case !== "tensorType") return;
  const { shape } = input.type.value.value;
  if (shape === undefined) return;
  const value = pick<"size" | "symbol" | "none">(["size", "symbol", "none"], random);
  const dimension = create(TensorShapeProto_DimensionSchema);
  if (value === "size") dimension.value = { case: "dimValue", value: integer(random) };
  if (value === "symbol") dimension.value = { case: "dimParam", value: "N" };
  shape.dim[random.integer(0, Math.max(0, shape.dim.length - 1))] = dimension;
};

const pick = <T>(choices: readonly T[], random: RandomStream): T =>
  choices[random.integer(0, Math.max(0, choices.length - 1))] as T;
