/** Convolutions against cases counted on paper, and against each other. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { OpAttributeInput, OpName } from "../../../ir/ops/index.ts";
import { elementCount, tensor, type Tensor } from "../../../ir/tensor.ts";
import { faultsOf, runOperator, workOf } from "../../support/operators.ts";

const run = <O extends OpName>(op: O, operands: readonly Tensor[], attributes: OpAttributeInput<O>): Tensor => {
  const [result] = runOperator(op, operands, attributes);
  if (result === undefined) throw new Error(`${op} gives nothing`);
  return result;
};
const values = ({ data }: Tensor): number[] => Array.from(data);

const square = tensor("f32", [1, 1, 3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9]);
const plain = { strides: [1, 1], pads: [0, 0, 0, 0], dilations: [1, 1], group: 1 };

describe("conv2d", () => {
  const filter = tensor("f32", [1, 1, 2, 2], [1, 10, 100, 1000]);

  test("slides a filter", () => {
    // 1 + 20 + 400 + 5000, and so on.
    expect(values(run("conv2d", [square, filter], plain))).toEqual([5421, 6532, 8754, 9865]);
  });

  test("starts at the bias", () => {
    const bias = tensor("f32", [1], [0.5]);
    expect(values(run("conv2d", [square, filter, bias], plain))).toEqual([5421.5, 6532.5, 8754.5, 9865.5]);
  });

  test("pads with zeros on each side by its own count", () => {
    // Top left only: the first window sees 1 under the filter's last element.
    const result = run("conv2d", [square, filter], { ...plain, pads: [1, 1, 0, 0] });
    expect(result.type.dims).toEqual([1, 1, 3, 3]);
    expect(values(result)).toEqual([1000, 2100, 3200, 4010, 5421, 6532, 7040, 8754, 9865]);
  });

  test("strides and dilates", () => {
    // Dilation 2 reads the four corners; with padding 1 and stride 2 windows start at -1 and 1.
    expect(values(run("conv2d", [square, filter], { ...plain, dilations: [2, 2] }))).toEqual([1 + 30 + 700 + 9000]);
    const strided = run("conv2d", [square, filter], { ...plain, strides: [2, 2], pads: [1, 1, 1, 1] });
    expect(values(strided)).toEqual([1000, 3200, 7040, 9865]);
  });

  test("keeps groups apart: depthwise", () => {
    const input = tensor("f32", [1, 2, 1, 2], [1, 2, 3, 4]);
    const weight = tensor("f32", [2, 1, 1, 1], [10, 100]);
    expect(values(run("conv2d", [input, weight], { ...plain, group: 2 }))).toEqual([10, 20, 300, 400]);
  });

  test("sums channels in double precision and rounds once", () => {
    // 2^24 + 1 + 1 is 2^24 + 2 in one rounding, but stays 2^24 where each addition rounds to f32.
    const input = tensor("f32", [1, 3, 1, 1], [2 ** 24, 1, 1]);
    const weight = tensor("f32", [1, 3, 1, 1], [1, 1, 1]);
    expect(values(run("conv2d", [input, weight], plain))).toEqual([2 ** 24 + 2]);
  });

  test("rounds to half precision", () => {
    const input = tensor("f16", [1, 1, 1, 1], [1]);
    const weight = tensor("f16", [1, 1, 1, 1], [1]);
    const bias = tensor("f16", [1], [2 ** -11]);
    // 1 + 2^-11 lies halfway between 1 and 1 + 2^-10: to even.
    expect(values(run("conv2d", [input, weight, bias], plain))).toEqual([1]);
  });

  test("applies its epilogue in order", () => {
    const negative = tensor("f32", [1, 1, 1, 1], [-1]);
    const residual = tensor("f32", [1, 1, 3, 3], [3, 3, 3, 3, 3, 3, 3, 3, 3]);
    const result = run("conv2d", [square, negative, residual], { ...plain, epilogue: ["add", "relu"] });
    expect(values(result)).toEqual([2, 1, 0, 0, 0, 0, 0, 0, 0]);
  });

  test("counts MACs: ResNet-18's first layer has 118 013 952", () => {
    const operands = ["f32[1,3,224,224]", "f32[64,3,7,7]"];
    const attributes = { ...plain, strides: [2, 2], pads: [3, 3, 3, 3] };
    expect(workOf("conv2d", operands, attributes)).toEqual({ macs: 112 * 112 * 64 * 147, vectorOperations: 0 });
    expect(workOf("conv2d", operands, { ...attributes, epilogue: ["relu"] }).vectorOperations).toBe(112 * 112 * 64);
  });

  test("names what does not fit", () => {
    const input = "f32[1,4,5,5]";
    const weight = "f32[6,4,3,3]";
    expect(faultsOf("conv2d", [input, weight], { ...plain, group: 4 })).toEqual([
      "6 filters do not split into 4 groups",
      "4 input channels against 4 per filter × 4 groups",
    ]);
    expect(faultsOf("conv2d", [input, weight, "f32[5]"], plain)).toEqual(["bias must be f32[6], found f32[5]"]);
    expect(faultsOf("conv2d", [input, weight], { ...plain, dilations: [3, 3] })).toEqual([
      "filter f32[6,4,3,3] is larger than the padded input f32[1,4,5,5]",
    ]);
    expect(faultsOf("conv2d", [input, weight], { ...plain, strides: [0, 1], pads: [0, 0] })).toEqual([
      "strides must be two positive numbers, found [0,1]",
      "pads must be four numbers ≥ 0, found [0,0]",
    ]);
    expect(faultsOf("conv2d", [input, "f16[6,4,3,3]"], plain)[0]).toMatch(/share a float type/);
  });

  test("equals the product of its filters with the unrolled windows", () => {
    fc.assert(
      fc.property(convolutions, ({ x, w, attributes }) => {
        const direct = run("conv2d", [x, w], attributes);
        const [, filters = 0, rows = 0, columns = 0] = direct.type.dims;
        const unrolled = windowsOf(x, w, attributes, rows, columns);
        const perFilter = elementCount(w.type.dims.slice(1));
        const matrix = tensor("f32", [filters, perFilter], w.data);
        expect(values(run("matmul", [matrix, unrolled], {}))).toEqual(values(direct));
      }),
    );
  });
});

describe("conv_transpose2d", () => {
  test("scatters each element's scaled filter", () => {
    const input = tensor("f32", [1, 1, 2, 2], [1, 2, 3, 4]);
    const filter = tensor("f32", [1, 1, 2, 2], [1, 10, 100, 1000]);
    // Stride 1: overlapping filters add up.
    expect(values(run("conv_transpose2d", [input, filter], plain))).toEqual([
      1, 12, 20, 103, 1234, 2040, 300, 3400, 4000,
    ]);
    // Stride 2: they stand side by side.
    expect(values(run("conv_transpose2d", [input, filter], { ...plain, strides: [2, 2] }))).toEqual([
      1, 10, 2, 20, 100, 1000, 200, 2000, 3, 30, 4, 40, 300, 3000, 400, 4000,
    ]);
  });

  test("pads crop, output padding adds at the end", () => {
    const input = tensor("f32", [1, 1, 1, 2], [1, 2]);
    const filter = tensor("f32", [1, 1, 1, 3], [1, 10, 100]);
    // Stride 2, uncropped: 1 10 102 20 200.
    const attributes = { ...plain, strides: [1, 2], pads: [0, 1, 0, 1] };
    expect(values(run("conv_transpose2d", [input, filter], attributes))).toEqual([10, 102, 20]);
    expect(values(run("conv_transpose2d", [input, filter], { ...attributes, output_padding: [0, 1] }))).toEqual([
      10, 102, 20, 200,
    ]);
    const longer = { ...attributes, pads: [0, 0, 0, 0], output_padding: [0, 1] };
    const bias = tensor("f32", [1], [0.5]);
    expect(values(run("conv_transpose2d", [input, filter, bias], longer))).toEqual([
      1.5, 10.5, 102.5, 20.5, 200.5, 0.5,
    ]);
  });

  test("keeps groups apart", () => {
    const input = tensor("f32", [1, 2, 1, 1], [2, 3]);
    const weight = tensor("f32", [2, 2, 1, 1], [1, 10, 100, 1000]);
    expect(values(run("conv_transpose2d", [input, weight], { ...plain, group: 2 }))).toEqual([2, 20, 300, 3000]);
    expect(values(run("conv_transpose2d", [input, weight], plain))).toEqual([302, 3020]);
  });

  test("counts a MAC per element and filter weight", () => {
    const operands = ["f32[1,2,3,4]", "f32[2,5,2,2]"];
    expect(workOf("conv_transpose2d", operands, plain).macs).toBe(2 * 3 * 4 * 5 * 2 * 2);
  });

  test("is the transpose of the convolution: <conv(x), y> = <x, conv_transpose(y)>", () => {
    fc.assert(
      fc.property(convolutions, ({ x, w, attributes }) => {
        const forward = run("conv2d", [x, w], attributes);
        const y = tensor(
          "f32",
          forward.type.dims,
          forward.data.map((_, i) => (i % 5) - 2),
        );
        const [size, filter] = [x.type.dims.slice(2), w.type.dims.slice(2)];
        const outputPadding = [0, 1].map(axis => {
          const span = (size[axis] ?? 0) + attributes.pads[axis]! + attributes.pads[axis + 2]!;
          const extent = (filter[axis]! - 1) * attributes.dilations[axis]! + 1;
          return (span - extent) % attributes.strides[axis]!;
        });
        const back = run("conv_transpose2d", [y, w], { ...attributes, output_padding: outputPadding });
        expect(back.type.dims).toEqual(x.type.dims);
        expect(dot(x, back)).toBe(dot(forward, y));
      }),
    );
  });

  test("names what does not fit", () => {
    const input = "f32[1,2,3,3]";
    expect(faultsOf("conv_transpose2d", [input, "f32[3,1,2,2]"], { ...plain, group: 2 })).toEqual([
      "2 input channels against 3 filters",
      "3 channels do not split into 2 groups",
    ]);
    const cropped = { ...plain, pads: [2, 2, 2, 2], output_padding: [-1, 0] };
    expect(faultsOf("conv_transpose2d", [input, "f32[2,1,1,1]"], cropped)).toEqual([
      "output_padding must be two numbers ≥ 0, found [-1,0]",
      "pads crop all of the result of f32[1,2,3,3]",
    ]);
  });
});

describe("conv2d_integer", () => {
  const zero = (dtype: "uint8" | "int8", value: number): Tensor => tensor(dtype, [], [value]);

  test("takes zero points off and pads with the zero point", () => {
    const input = tensor("uint8", [1, 1, 1, 2], [130, 120]);
    const weight = tensor("int8", [1, 1, 1, 2], [3, -2]);
    const attributes = { ...plain, pads: [0, 1, 0, 1] };
    // Reals: 2 -8 against 4 -1 (weight zero point -1): (0,2) (2,-8) (-8,0).
    const result = run("conv2d_integer", [input, weight, zero("uint8", 128), zero("int8", -1)], attributes);
    expect(result.type.dtype).toBe("int32");
    expect(values(result)).toEqual([-2, 8 + 8, -32]);
  });

  test("has a zero point per filter and an int32 bias", () => {
    const input = tensor("uint8", [1, 1, 1, 1], [5]);
    const weight = tensor("int8", [2, 1, 1, 1], [1, 1]);
    const zeroPoints = tensor("int8", [2], [0, 3]);
    const bias = tensor("int32", [2], [1000, 2000]);
    expect(values(run("conv2d_integer", [input, weight, zero("uint8", 1), zeroPoints, bias], plain))).toEqual([
      1004, 1992,
    ]);
  });

  test("wraps around at 32 bits", () => {
    const input = tensor("uint8", [1, 1, 1, 1], [255]);
    const weight = tensor("int8", [1, 1, 1, 1], [1]);
    const bias = tensor("int32", [1], [2 ** 31 - 1]);
    expect(values(run("conv2d_integer", [input, weight, zero("uint8", 0), zero("int8", 0), bias], plain))).toEqual([
      -(2 ** 31) + 254,
    ]);
  });

  test("equals the convolution of the dequantized operands", () => {
    fc.assert(
      fc.property(convolutions, fc.integer({ min: 0, max: 9 }), ({ x, w, attributes }, zeroPoint) => {
        const codes = tensor(
          "int8",
          x.type.dims,
          x.data.map(value => value + zeroPoint),
        );
        const weights = tensor("int8", w.type.dims, w.data);
        const exact = run("conv2d_integer", [codes, weights, zero("int8", zeroPoint), zero("int8", 0)], attributes);
        expect(values(exact)).toEqual(values(run("conv2d", [x, w], attributes)).map(value => value + 0));
      }),
    );
  });

  test("names what does not fit", () => {
    const input = "uint8[1,1,3,3]";
    const weight = "int8[2,1,1,1]";
    const scalarOf = (dtype: "uint8" | "int8") => `${dtype}[]`;
    expect(faultsOf("conv2d_integer", [input, weight, scalarOf("int8"), "int8[3]"], plain)).toEqual([
      "input and its zero point must share a type, found uint8[1,1,3,3] and int8[]",
      "the weight's zero point must be a single value or [2], found int8[3]",
    ]);
    const real = "f32[1,1,3,3]";
    expect(faultsOf("conv2d_integer", [real, weight, "f32[]", scalarOf("int8")], plain)).toEqual([
      "input must be of an integer type of at most 16 bits, found f32[1,1,3,3]",
    ]);
  });
});

/** Small convolutions of small integers, so that every sum is exact. */
const convolutions = fc
  .record({
    channels: fc.integer({ min: 1, max: 9 }),
    filters: fc.integer({ min: 1, max: 3 }),
    size: fc.tuple(fc.integer({ min: 3, max: 7 }), fc.integer({ min: 3, max: 7 })),
    filter: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    strides: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 2 }),
    pads: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 4, maxLength: 4 }),
    dilations: fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 2, maxLength: 2 }),
    seed: fc.integer({ min: 1, max: 97 }),
  })
  .filter(({ size, filter, dilations, pads }) =>
    [0, 1].every(axis => (filter[axis]! - 1) * dilations[axis]! < size[axis]! + pads[axis]! + pads[axis + 2]!),
  )
  .map(({ channels, filters, size, filter, strides, pads, dilations, seed }) => ({
    x: smallIntegers([1, channels, ...size], seed),
    w: smallIntegers([filters, channels, ...filter], seed + 1),
    attributes: { strides, pads, dilations, group: 1 },
  }));

const smallIntegers = (dims: readonly number[], seed: number): Tensor =>
  tensor(
    "f32",
    dims,
    Array.from({ length: elementCount(dims) }, (_, i) => ((i * 7919 + seed * 104729) % 19) - 9),
  );

const dot = (a: Tensor, b: Tensor): number => values(a).reduce((sum, value, i) => sum + value * b.data[i]!, 0);

interface WindowAttributes {
  readonly strides: readonly number[];
  readonly pads: readonly number[];
  readonly dilations: readonly number[];
}

/** One column per window, one row per filter element (im2col). */
const windowsOf = (x: Tensor, w: Tensor, attributes: WindowAttributes, rows: number, columns: number): Tensor => {
  const [, channels = 0, height = 0, width = 0] = x.type.dims;
  const [, , r = 0, s = 0] = w.type.dims;
  const { strides, pads, dilations } = attributes;
  const elements: number[] = [];
  for (let element = 0; element < channels * r * s; element++)
    for (let window = 0; window < rows * columns; window++) {
      const [c, y, z] = [Math.floor(element / (r * s)), Math.floor(element / s) % r, element % s];
      const row = Math.floor(window / columns) * strides[0]! - pads[0]! + y * dilations[0]!;
      const column = (window % columns) * strides[1]! - pads[1]! + z * dilations[1]!;
      const inside = row >= 0 && row < height && column >= 0 && column < width;
      elements.push(inside ? x.data[(c * height + row) * width + column]! : 0);
    }
  return tensor("f32", [channels * r * s, rows * columns], elements);
};
