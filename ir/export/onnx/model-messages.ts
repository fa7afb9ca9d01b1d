/** The messages of the ONNX format (onnx.proto3, IR version 10) that the exporter writes: field numbers and kinds stand here alone. */
import type { DType } from "../../dtype.ts";
import type { Tensor, TensorType } from "../../tensor.ts";
import { carrierCode, carrierOf } from "./carriers.ts";
import { rawBytes } from "./raw-bytes.ts";
import {
  bytesField,
  floatField,
  floatsField,
  joined,
  message,
  messageField,
  type Pieces,
  textField,
  varintField,
} from "./wire.ts";

/** An attribute with the kind that its operator's schema asks for: JavaScript's numbers don't say whether they are int or float. */
export type OnnxAttribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly string: string }
  | { readonly ints: readonly number[] }
  | { readonly floats: readonly number[] };
export type OnnxAttributes = Readonly<Record<string, OnnxAttribute>>;

export interface OnnxNode {
  readonly name: string;
  readonly opType: string;
  /** An empty name stands for an operand that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: OnnxAttributes;
}

export interface OnnxModel {
  readonly name: string;
  readonly producerVersion: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly inputs: readonly NamedType[];
  readonly outputs: readonly NamedType[];
  readonly initializers: readonly NamedTensor[];
  readonly nodes: readonly OnnxNode[];
}

export interface NamedType {
  readonly name: string;
  readonly type: TensorType;
}
export interface NamedTensor {
  readonly name: string;
  readonly tensor: Tensor;
  /** The type in the file, which holds the tensor's elements. */
  readonly stored: DType;
}

/** The last opset that the importer reads; ONNX Runtime 1.30 and IR version 10 have it. */
export const exportedOpset = 21;
const irVersion = 10;

export const modelMessage = (model: OnnxModel): Pieces =>
  message(
    varintField(1, irVersion),
    textField(2, "mortise"),
    textField(3, model.producerVersion),
    messageField(7, graphMessage(model)),
    messageField(8, message(textField(1, ""), varintField(2, exportedOpset))),
    ...Object.entries(model.metadata).map(([key, value]) =>
      messageField(14, message(textField(1, key), textField(2, value))),
    ),
  );

const graphMessage = ({ name, nodes, initializers, inputs, outputs }: OnnxModel): Pieces =>
  message(
    joined(message(...nodes.map(node => messageField(1, nodeMessage(node))))),
    textField(2, name),
    ...initializers.map(initializer => messageField(5, tensorMessage(initializer))),
    ...inputs.map(input => messageField(11, valueInfo(input))),
    ...outputs.map(output => messageField(12, valueInfo(output))),
  );

const nodeMessage = ({ name, opType, inputs, outputs, attributes }: OnnxNode): Pieces =>
  joined(
    message(
      ...inputs.map(input => textField(1, input)),
      ...outputs.map(output => textField(2, output)),
      textField(3, name),
      textField(4, opType),
      ...Object.entries(attributes).map(([key, value]) => messageField(5, attributeMessage(key, value))),
    ),
  );

/** Field 20 is the kind: 1 float, 2 int, 3 string, 6 floats, 7 ints. */
const attributeMessage = (name: string, value: OnnxAttribute): Pieces => {
  if ("int" in value) return message(textField(1, name), varintField(3, value.int), varintField(20, 2));
  if ("float" in value) return message(textField(1, name), floatField(2, value.float), varintField(20, 1));
  if ("string" in value) return message(textField(1, name), textField(4, value.string), varintField(20, 3));
  if ("floats" in value) return message(textField(1, name), floatsField(7, value.floats), varintField(20, 6));
  return message(textField(1, name), ...value.ints.map(int => varintField(8, int)), varintField(20, 7));
};

const tensorMessage = ({ name, tensor: { type, data }, stored }: NamedTensor): Pieces =>
  message(
    joined(
      message(...type.dims.map(dim => varintField(1, dim)), varintField(2, carrierCode(stored)), textField(8, name)),
    ),
    bytesField(9, rawBytes(stored, data)),
  );

const valueInfo = ({ name, type: { dtype, dims } }: NamedType): Pieces => {
  const shape = message(...dims.map(dim => messageField(1, varintField(1, dim))));
  const tensorType = message(varintField(1, carrierCode(carrierOf(dtype))), messageField(2, shape));
  return joined(message(textField(1, name), messageField(2, messageField(1, tensorType))));
};
