/** Our tensors as ONNX Runtime's, and back. */
import type { Tensor as RuntimeTensor } from "onnxruntime-node";
import type { DType } from "../../ir/dtype.ts";
import { carrierOf } from "../../ir/export/onnx/carriers.ts";
import { rawBytes } from "../../ir/export/onnx/raw-bytes.ts";
import { isFault, rawData } from "../../ir/import/conversion/raw-data.ts";
import type { Tensor, TensorType } from "../../ir/tensor.ts";

const runtimeTypes = {
  f32: "float32",
  f64: "float64",
  f16: "float16",
  int8: "int8",
  uint8: "uint8",
  int16: "int16",
  uint16: "uint16",
  int32: "int32",
  uint32: "uint32",
  int64: "int64",
  uint64: "uint64",
  bool: "bool",
} as const satisfies Partial<Record<DType, RuntimeTensor.Type>>;

const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  bool: Uint8Array,
} as const;

const isRuntimeType = (dtype: string): dtype is keyof typeof runtimeTypes => dtype in runtimeTypes;

/** The runtime's class comes in as a value, because it is loaded only where it is needed. */
type TensorConstructor = new (
  type: RuntimeTensor.Type,
  data: InstanceType<(typeof arrays)[keyof typeof arrays]>,
  dims: readonly number[],
) => RuntimeTensor;

/** @throws RangeError for a type that the runtime takes no tensors of. */
export const toRuntime = ({ type, data }: Tensor, constructor: TensorConstructor): RuntimeTensor => {
  const dtype = carrierOf(type.dtype);
  if (!isRuntimeType(dtype)) throw new RangeError(`ONNX Runtime takes no ${type.dtype} here`);
  const name = runtimeTypes[dtype];
  const bytes = rawBytes(dtype, data).slice();
  return new constructor(name, new arrays[name](bytes.buffer), type.dims);
};

/** @throws RangeError for a type that no tensor of ours has. */
export const fromRuntime = (tensor: RuntimeTensor): Tensor => {
  const entry = Object.entries(runtimeTypes).find(([, name]) => name === tensor.type);
  if (entry === undefined || !ArrayBuffer.isView(tensor.data))
    throw new RangeError(`ONNX Runtime gave a ${tensor.type}`);
  const { buffer, byteOffset, byteLength } = tensor.data;
  const type: TensorType = { dtype: entry[0] as DType, dims: [...tensor.dims] };
  const data = rawData(new Uint8Array(buffer, byteOffset, byteLength).slice(), type);
  if (isFault(data)) throw new RangeError(data.fault);
  return { type, data };
};
