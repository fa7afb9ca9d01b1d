/** Loops that elementwise kernels share. */
import { allocate, isFloat, isInteger, roundToFloat, type DType, wrapToInteger } from "../../dtype.ts";
import { elementCount, stridesOf, type Tensor, type TensorType } from "../../tensor.ts";
import type { OpName } from "../../ops/index.ts";
import type { Kernel, KernelArguments } from "../kernel.ts";

/** Rounds a double to what the type can hold: nearest float, wrapped integer. */
export const storeAs = (dtype: DType): ((value: number) => number) => {
  if (isFloat(dtype)) return value => roundToFloat(dtype, value);
  return isInteger(dtype) ? value => wrapToInteger(dtype, value) : value => value;
};

/** `f` gets each element, the attributes and the operand's type. */
export const unaryKernel =
  <O extends OpName>(
    f: (value: number, attributes: KernelArguments<O>["attributes"], dtype: DType) => number,
  ): Kernel<O> =>
  ({ operands, attributes, results }) => {
    const input = operandAt(operands, 0);
    const { dtype } = input.type;
    const type = typeAt(results, 0);
    const store = storeAs(type.dtype);
    const data = allocate(type.dtype, input.data.length);
    for (let i = 0; i < data.length; i++) data[i] = store(f(input.data[i] ?? NaN, attributes, dtype));
    return [{ type, data }];
  };

/** `f` gets each pair of elements, the attributes and the operands' common type. */
export const binaryKernel =
  <O extends OpName>(
    f: (left: number, right: number, attributes: KernelArguments<O>["attributes"], dtype: DType) => number,
  ): Kernel<O> =>
  ({ operands, attributes, results }) => {
    const type = typeAt(results, 0);
    const store = storeAs(type.dtype);
    const [left, right] = [operandAt(operands, 0), operandAt(operands, 1)];
    const { dtype } = left.type;
    const [leftAt, rightAt] = [broadcastIndex(left.type.dims, type.dims), broadcastIndex(right.type.dims, type.dims)];
    const data = allocate(type.dtype, elementCount(type.dims));
    for (let i = 0; i < data.length; i++)
      data[i] = store(f(left.data[leftAt[i] ?? 0] ?? NaN, right.data[rightAt[i] ?? 0] ?? NaN, attributes, dtype));
    return [{ type, data }];
  };

/** For every element of `to`, in row-major order, the index of the element of `from` that broadcasting puts there. */
export const broadcastIndex = (from: readonly number[], to: readonly number[]): Int32Array => {
  const missing = to.length - from.length;
  const strides = [
    ...Array.from({ length: missing }, () => 0),
    ...stridesOf(from).map((stride, axis) => (from[axis] === 1 ? 0 : stride)),
  ];
  let index = Int32Array.of(0);
  for (const [axis, dim] of to.entries()) {
    const stride = strides[axis] ?? 0;
    const next = new Int32Array(index.length * dim);
    for (let i = 0; i < index.length; i++)
      for (let j = 0; j < dim; j++) next[i * dim + j] = (index[i] ?? 0) + j * stride;
    index = next;
  }
  return index;
};

export const operandAt = (operands: readonly Tensor[], index: number): Tensor => {
  const tensor = operands[index];
  if (tensor === undefined) throw new RangeError(`no operand ${index}`);
  return tensor;
};

export const typeAt = (types: readonly TensorType[], index: number): TensorType => {
  const type = types[index];
  if (type === undefined) throw new RangeError(`no result ${index}`);
  return type;
};
