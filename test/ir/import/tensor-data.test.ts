/** Elements of tensors, wherever and however a file stores them. */
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import { TensorProtoSchema } from "../../../ir/import/onnx/schema/onnx_pb.ts";
import { rawData, storedBytes } from "../../../ir/import/conversion/raw-data.ts";
import { embeddedData, typeOfTensor } from "../../../ir/import/onnx/tensor-data.ts";
import { tensorType } from "../../../ir/tensor.ts";

/** The elements of a vector of `count` elements of ONNX's type number. */
const elementsOf = (count: number, dataType: number, data: MessageInitShape<typeof TensorProtoSchema>): unknown => {
  const proto = create(TensorProtoSchema, { dims: [BigInt(count)], dataType, ...data });
  const type = typeOfTensor(proto);
  return "fault" in type ? type : embeddedData(proto, type);
};
const bytes = (...values: readonly number[]) => Uint8Array.from(values);

describe("typed fields", () => {
  test.each<[string, number, MessageInitShape<typeof TensorProtoSchema>, unknown]>([
    ["float", 1, { floatData: [1.5, -2] }, Float32Array.of(1.5, -2)],
    ["double", 11, { doubleData: [0.1, 1e300] }, Float64Array.of(0.1, 1e300)],
    ["int8 as int32", 3, { int32Data: [-128, 127] }, Int8Array.of(-128, 127)],
    ["uint8 as int32", 2, { int32Data: [0, 255] }, Uint8Array.of(0, 255)],
    ["uint16 as int32", 4, { int32Data: [0, 65535] }, Uint16Array.of(0, 65535)],
    ["int64", 7, { int64Data: [-1n, 2n ** 53n] }, Float64Array.of(-1, 2 ** 53)],
    ["uint32 as uint64", 12, { uint64Data: [1n, 4294967295n] }, Uint32Array.of(1, 4294967295)],
    ["uint64", 13, { uint64Data: [1n, 2n ** 64n - 1n] }, Float64Array.of(1, 2 ** 64)],
    ["bool: whatever is not 0", 9, { int32Data: [0, 2] }, Uint8Array.of(0, 1)],
    // 0x3c00 is 1 and 0xc000 is -2 in binary16 (IEEE 754); 0x3f80 is 1 and 0xc000 is -2 in bfloat16.
    ["float16 codes as int32", 10, { int32Data: [0x3c00, 0xc000] }, Float32Array.of(1, -2)],
    ["bfloat16 codes as int32", 16, { int32Data: [0x3f80, 0xc000] }, Float32Array.of(1, -2)],
    ["int4 in pairs, the first in the low half", 22, { int32Data: [0x8f] }, Int8Array.of(-1, -8)],
  ])("%s", (_, dataType, data, elements) => {
    expect(elementsOf(2, dataType, data)).toEqual(elements);
  });

  test("an odd number of 4-bit integers leaves half a byte unused", () => {
    expect(elementsOf(3, 21, { int32Data: [0x21, 0xf3] })).toEqual(Uint8Array.of(1, 2, 3));
  });
});

describe("raw data, little-endian", () => {
  test.each<[string, number, Uint8Array, unknown]>([
    ["float", 1, bytes(0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0), Float32Array.of(1, -2)],
    ["int32", 6, bytes(0xff, 0xff, 0xff, 0xff, 1, 2, 0, 0), Int32Array.of(-1, 513)],
    [
      "int64",
      7,
      bytes(255, 255, 255, 255, 255, 255, 255, 255, 1, 0, 0, 0, 1, 0, 0, 0),
      Float64Array.of(-1, 2 ** 32 + 1),
    ],
    ["uint64", 13, bytes(0, 0, 0, 0, 0, 0, 0, 128, 5, 0, 0, 0, 0, 0, 0, 0), Float64Array.of(2 ** 63, 5)],
    ["float16", 10, bytes(0, 0x3c, 0, 0xc0), Float32Array.of(1, -2)],
    ["bfloat16", 16, bytes(0x80, 0x3f, 0, 0xc0), Float32Array.of(1, -2)],
    ["bool", 9, bytes(0, 3), Uint8Array.of(0, 1)],
    ["uint4", 21, bytes(0x7f), Uint8Array.of(15, 7)],
  ])("%s", (_, dataType, data, elements) => {
    expect(elementsOf(2, dataType, { rawData: data })).toEqual(elements);
  });

  test("is viewed where it is aligned and copied where it is not", () => {
    const file = new Uint8Array(new Float32Array([0, 1, 2, 3]).buffer);
    const type = tensorType("f32", [2]);
    const aligned = rawData(file.subarray(4, 12), type);
    expect(aligned).toEqual(Float32Array.of(1, 2));
    expect("buffer" in aligned && aligned.buffer).toBe(file.buffer);

    const shifted = new Uint8Array(17);
    shifted.set(file, 1);
    for (const source of [shifted, Buffer.from(shifted.buffer)]) {
      const copied = rawData(source.subarray(5, 13), type);
      expect(copied).toEqual(Float32Array.of(1, 2));
      expect("buffer" in copied && copied.buffer).not.toBe(shifted.buffer);
    }
  });

  test("large half-precision weights decode like small ones", () => {
    const codes = Uint16Array.from({ length: 70_000 }, (_, i) => i);
    const type = tensorType("f16", [codes.length]);
    const all = rawData(new Uint8Array(codes.buffer), type);
    const head = rawData(new Uint8Array(codes.buffer, 0, 2 * 3000), tensorType("f16", [3000]));
    expect("fault" in all ? all : all.subarray(0, 3000)).toEqual(head);
    expect("fault" in all ? all : all[0x3555]).toBe(1365 / 4096); // The binary16 nearest to a third.
  });
});

test("storage is counted in whole bytes, 4-bit integers in pairs", () => {
  expect(storedBytes(tensorType("uint4", [3]))).toBe(2);
  expect(storedBytes(tensorType("bool", [3]))).toBe(3);
  expect(storedBytes(tensorType("f16", [3]))).toBe(6);
  expect(storedBytes(tensorType("int64", [2, 0]))).toBe(0);
});

test("an empty tensor needs no data, whatever its other dims", () => {
  const proto = create(TensorProtoSchema, { dims: [0n, 5n], dataType: 1 });
  const type = typeOfTensor(proto);
  expect("fault" in type ? type : embeddedData(proto, type)).toEqual(new Float32Array(0));
});
