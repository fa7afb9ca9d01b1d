/** Tensors of the model file: their types, and their data wherever it lies. */
import { allocate, type DType, type TensorData } from "../../dtype.ts";
import { decodeBfloat16, decodeFloat16 } from "../../../support/float16.ts";
import { elementCount, type TensorType } from "../../tensor.ts";
import { dtypeOfOnnx, onnxTypeName } from "./data-types.ts";
import { isSensibleShape } from "../conversion/limits.ts";
import { type Fault, isPacked, rawData, unpackNibbles } from "../conversion/raw-data.ts";
import type { TensorProto } from "./schema/onnx_pb.ts";

export const typeOfTensor = ({ dims, dataType }: TensorProto): TensorType | Fault => {
  const dtype = dtypeOfOnnx(dataType);
  if (dtype === undefined) return { fault: `elements of type ${onnxTypeName(dataType)}, which are not supported` };
  const sizes = dims.map(Number);
  return isSensibleShape(sizes)
    ? { dtype, dims: sizes }
    : { fault: `dims [${dims.join(",")}], which are no tensor's shape` };
};

/** The elements in `proto` itself. Lengths are checked before anything is allocated. */
export const embeddedData = (proto: TensorProto, type: TensorType): TensorData | Fault => {
  const count = elementCount(type.dims);
  const hasTypedData = typedLength(proto) > 0;
  if (!hasTypedData && (proto.rawData.length > 0 || count === 0)) return rawData(proto.rawData, type);
  const { field, values } = typedValues(proto, type.dtype);
  const expected = isPacked(type.dtype) ? Math.ceil(count / 2) : count;
  if (values.length !== expected)
    return { fault: `has ${values.length} elements in ${field}, its shape needs ${expected}` };
  return isPacked(type.dtype)
    ? unpackNibbles(Uint8Array.from(values as number[]), type.dtype, count)
    : copyOf(type.dtype, values);
};

const typedLength = ({ floatData, int32Data, int64Data, doubleData, uint64Data }: TensorProto): number =>
  floatData.length + int32Data.length + int64Data.length + doubleData.length + uint64Data.length;

interface TypedValues {
  readonly field: string;
  readonly values: readonly (number | bigint)[];
}

/** Which typed field holds a type: onnx.proto, comments of TensorProto. */
const typedValues = (proto: TensorProto, dtype: DType): TypedValues => {
  switch (dtype) {
    case "f32":
      return { field: "float_data", values: proto.floatData };
    case "f64":
      return { field: "double_data", values: proto.doubleData };
    case "int64":
      return { field: "int64_data", values: proto.int64Data };
    case "uint32":
    case "uint64":
      return { field: "uint64_data", values: proto.uint64Data };
    default:
      return { field: "int32_data", values: proto.int32Data };
  }
};

const copyOf = (dtype: DType, values: readonly (number | bigint)[]): TensorData => {
  const data = allocate(dtype, values.length);
  const decode = decoderOf(dtype);
  for (let i = 0; i < values.length; i++) data[i] = decode(Number(values[i]));
  return data;
};

const decoderOf = (dtype: DType): ((code: number) => number) => {
  switch (dtype) {
    case "f16":
      return decodeFloat16;
    case "bf16":
      return decodeBfloat16;
    case "bool":
      return code => (code === 0 ? 0 : 1);
    default:
      return code => code;
  }
};
