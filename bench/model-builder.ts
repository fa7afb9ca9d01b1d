/** Writes ONNX models of our own making, so that benchmarks and examples need no file from elsewhere. */
import { create, toBinary } from "@bufbuild/protobuf";
import {
  type AttributeProto,
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  type TensorProto,
  TensorProtoSchema,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from "../ir/import/onnx/schema/onnx_pb.ts";

/** A size, or the name of an open dimension. */
type Dimension = number | string;

export interface Port {
  readonly name: string;
  readonly dims: readonly Dimension[];
}

type AttributeValue = number | readonly number[];

export interface ModelBuilder {
  /** A weight of seeded values around zero, of the magnitude that keeps activations in range; gives its name. */
  weight(name: string, dims: readonly number[]): string;
  /** A weight of one value; gives its name. */
  filled(name: string, dims: readonly number[], value: number): string;
  /** Appends a node with one result; gives the result's name. Whole numbers become ints; those in `floats` floats. */
  node(
    opType: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, AttributeValue>>,
    floats?: Readonly<Record<string, number>>,
  ): string;
  /** The encoded model. */
  finish(name: string, inputs: readonly Port[], outputs: readonly Port[]): Uint8Array;
}

/** TensorProto.DataType FLOAT; AttributeProto.AttributeType FLOAT, INT, INTS. */
const float32 = 1;
const attributeTypes = { float: 1, int: 2, ints: 7 };

export const modelBuilder = (opset: number, seed: number): ModelBuilder => {
  const nodes: NodeProto[] = [];
  const initializer: TensorProto[] = [];
  const uniform = congruential(seed);
  const add = (name: string, dims: readonly number[], values: Float32Array): string => {
    const rawData = new Uint8Array(values.buffer);
    initializer.push(create(TensorProtoSchema, { name, dims: dims.map(BigInt), dataType: float32, rawData }));
    return name;
  };
  return {
    weight(name, dims) {
      // Kaiming uniform bound: sqrt(6 / fan-in) keeps the variance of activations through ReLU (He et al., ICCV 2015).
      const bound = Math.sqrt(6 / Math.max(1, count(dims.slice(1))));
      return add(
        name,
        dims,
        new Float32Array(count(dims)).map(() => (2 * uniform() - 1) * bound),
      );
    },
    filled: (name, dims, value) => add(name, dims, new Float32Array(count(dims)).fill(value)),
    node(opType, input, attributes = {}, floats = {}) {
      const name = `${opType}_${nodes.length}`;
      const attribute = [
        ...Object.entries(attributes).map(integerAttribute),
        ...Object.entries(floats).map(([key, f]) =>
          create(AttributeProtoSchema, { name: key, f, type: attributeTypes.float }),
        ),
      ];
      nodes.push(create(NodeProtoSchema, { name, opType, input: [...input], output: [name], attribute }));
      return name;
    },
    finish(name, inputs, outputs) {
      const graph = create(GraphProtoSchema, {
        name,
        node: nodes,
        initializer,
        input: inputs.map(portOf),
        output: outputs.map(portOf),
      });
      const opsetImport = [create(OperatorSetIdProtoSchema, { domain: "", version: BigInt(opset) })];
      return toBinary(
        ModelProtoSchema,
        create(ModelProtoSchema, { irVersion: 8n, producerName: "mortise", graph, opsetImport }),
      );
    },
  };
};

const count = (dims: readonly number[]): number => dims.reduce((product, dim) => product * dim, 1);

const integerAttribute = ([name, value]: readonly [string, AttributeValue]): AttributeProto =>
  typeof value === "number"
    ? create(AttributeProtoSchema, { name, i: BigInt(value), type: attributeTypes.int })
    : create(AttributeProtoSchema, { name, ints: value.map(BigInt), type: attributeTypes.ints });

const portOf = ({ name, dims }: Port): ValueInfoProto => {
  const dim = dims.map(size =>
    create(TensorShapeProto_DimensionSchema, {
      value: typeof size === "number" ? { case: "dimValue", value: BigInt(size) } : { case: "dimParam", value: size },
    }),
  );
  const tensor = create(TypeProto_TensorSchema, { elemType: float32, shape: create(TensorShapeProtoSchema, { dim }) });
  const type = create(TypeProtoSchema, { value: { case: "tensorType", value: tensor } });
  return create(ValueInfoProtoSchema, { name, type });
};

/** Numbers in [0, 1) from a linear congruence (Numerical Recipes' constants): 25 million of them take no time. */
const congruential = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
};
