/** Our tensors on the device, and back. */
import { allocate } from "../../../ir/dtype.ts";
import type { Tensor, TensorType } from "../../../ir/tensor.ts";
import { carrierOf, type DeviceTensor, type Tensorflow } from "./translation.ts";

/** The tensor on the device; undefined where an element has no place in the type that carries it. */
export const upload = (tf: Tensorflow, { type, data }: Tensor): DeviceTensor | undefined => {
  const carrier = carrierOf(type.dtype);
  const dims = [...type.dims];
  // The library keeps the array that it is given, and ours belong to others.
  if (carrier === "float32") return tf.tensor(Float32Array.from(data), dims, carrier);
  if (carrier === "bool") return tf.tensor(Uint8Array.from(data), dims, carrier);
  const integers = Int32Array.from(data);
  return data.every((value, i) => value === integers[i]) ? tf.tensor(integers, dims, carrier) : undefined;
};

export const download = (tensor: DeviceTensor, type: TensorType): Tensor => {
  const values = tensor.dataSync();
  const data = allocate(type.dtype, values.length);
  for (let i = 0; i < data.length; i++) data[i] = values[i] ?? NaN;
  return { type, data };
};
