/** Convolutions and pools against loops in the model's own order of axes, and figures computed by hand. */
import { describe, expect, test } from "vitest";
import { allocate } from "../../../../ir/dtype.ts";
import { importTflite } from "../../../../ir/import/tflite/import-tflite.ts";
import { elementCount, tensor, type Tensor } from "../../../../ir/tensor.ts";
import { randomStream } from "../../../../support/random.ts";
import { randomTensor } from "../../../support/onnx-runtime.ts";
import { tfliteModel } from "../../../support/tflite-model.ts";
import { importCase, runCase } from "../../../support/tflite-operator.ts";

const convOptions = (padding: "same" | "valid", stride: number, dilation = 1, activation = 0) => ({
  type: 1,
  fields: [
    [0, "byte", padding === "same" ? 0 : 1],
    [1, "int", stride],
    [2, "int", stride],
    [3, "byte", activation],
    [4, "int", dilation],
    [5, "int", dilation],
  ] as const,
});

interface Slide {
  readonly padding: "same" | "valid";
  readonly stride: number;
  readonly dilation: number;
}

/** Positions along one axis and the first position's place: TensorFlow, "Notes on padding". */
const positions = (
  size: number,
  kernel: number,
  { padding, stride, dilation }: Slide,
): [count: number, start: number] => {
  const extent = (kernel - 1) * dilation + 1;
  if (padding === "valid") return [Math.ceil((size - extent + 1) / stride), 0];
  const count = Math.ceil(size / stride);
  return [count, -Math.floor(Math.max(0, (count - 1) * stride + extent - size) / 2)];
};

/** [N,H,W,C] by [K,R,S,C] plus [K], with doubles. */
const slowConvolution = (input: Tensor, weight: Tensor, bias: Tensor, slide: Slide): Tensor => {
  const [batch = 1, height = 1, width = 1, channels = 1] = input.type.dims;
  const [filters = 1, rows = 1, columns = 1] = weight.type.dims;
  const [outHeight, top] = positions(height, rows, slide);
  const [outWidth, left] = positions(width, columns, slide);
  const dims = [batch, outHeight, outWidth, filters];
  const data = allocate("f32", elementCount(dims));
  const inputAt = (n: number, y: number, x: number, c: number): number =>
    y < 0 || x < 0 || y >= height || x >= width
      ? 0
      : (input.data[((n * height + y) * width + x) * channels + c] ?? NaN);
  let i = 0;
  for (let n = 0; n < batch; n++)
    for (let p = 0; p < outHeight; p++)
      for (let q = 0; q < outWidth; q++)
        for (let k = 0; k < filters; k++) {
          let sum = bias.data[k] ?? NaN;
          for (let r = 0; r < rows; r++)
            for (let s = 0; s < columns; s++)
              for (let c = 0; c < channels; c++)
                sum +=
                  inputAt(
                    n,
                    top + p * slide.stride + r * slide.dilation,
                    left + q * slide.stride + s * slide.dilation,
                    c,
                  ) * (weight.data[((k * rows + r) * columns + s) * channels + c] ?? NaN);
          data[i++] = sum;
        }
  return { type: { dtype: "f32", dims }, data };
};

describe("CONV_2D", () => {
  test.each([
    { size: [7, 6], kernel: [3, 3], padding: "same", stride: 1, dilation: 1 },
    { size: [7, 6], kernel: [3, 2], padding: "same", stride: 2, dilation: 1 },
    { size: [8, 8], kernel: [3, 3], padding: "same", stride: 2, dilation: 1 },
    { size: [9, 5], kernel: [4, 1], padding: "same", stride: 3, dilation: 1 },
    { size: [9, 8], kernel: [3, 3], padding: "same", stride: 1, dilation: 2 },
    { size: [9, 8], kernel: [3, 3], padding: "valid", stride: 2, dilation: 1 },
    { size: [9, 8], kernel: [2, 3], padding: "valid", stride: 1, dilation: 2 },
    { size: [5, 5], kernel: [1, 1], padding: "same", stride: 2, dilation: 1 },
  ] as const)("$kernel over $size, $padding, stride $stride, dilation $dilation", ({ size, kernel, ...slide }) => {
    const random = randomStream(1);
    const input = randomTensor({ dtype: "f32", dims: [2, ...size, 3] }, random);
    const weight = randomTensor({ dtype: "f32", dims: [4, ...kernel, 3] }, random);
    const bias = randomTensor({ dtype: "f32", dims: [4] }, random);
    const expected = slowConvolution(input, weight, bias, slide);
    const [found] = runCase({
      opType: "CONV_2D",
      operands: [{ tensor: input }, { tensor: weight, isConstant: true }, { tensor: bias, isConstant: true }],
      options: convOptions(slide.padding, slide.stride, slide.dilation),
      results: [{ type: expected.type }],
    });
    expect(found?.type).toEqual(expected.type);
    for (const [i, value] of expected.data.entries()) expect(found?.data[i]).toBeCloseTo(value, 4);
  });

  test("the fused activation bounds the result", () => {
    const [found] = runCase({
      opType: "CONV_2D",
      operands: [
        { tensor: tensor("f32", [1, 1, 3, 1], [-2, 1, 9]) },
        { tensor: tensor("f32", [1, 1, 1, 1], [1]), isConstant: true },
      ],
      options: convOptions("same", 1, 1, 3),
      results: [{ type: { dtype: "f32", dims: [1, 1, 3, 1] } }],
    });
    expect([...(found?.data ?? [])]).toEqual([0, 1, 6]);
  });

  test("the graph has the image's channels first, and no transpose", () => {
    const { graph, axisOrders } = importCase({
      opType: "CONV_2D",
      operands: [
        { tensor: tensor("f32", [1, 4, 5, 2], new Float32Array(40)) },
        { tensor: tensor("f32", [3, 1, 1, 2], new Float32Array(6)), isConstant: true },
      ],
      options: convOptions("same", 1),
      results: [{ type: { dtype: "f32", dims: [1, 4, 5, 3] } }],
    });
    expect(graph.inputs.map(({ type }) => type.dims)).toEqual([[1, 2, 4, 5]]);
    expect(graph.nodes.map(({ op }) => op)).toEqual(["conv2d"]);
    expect([...axisOrders]).toEqual([
      ["operand0", [0, 3, 1, 2]],
      ["result0", [0, 3, 1, 2]],
    ]);
  });
});

test("a transpose that an input's own order of axes takes in is told as such, not lost", () => {
  const image = { dtype: "f32", dims: [1, 2, 4, 5] } as const;
  const channelsLast = { dtype: "f32", dims: [1, 4, 5, 2] } as const;
  const model = importTflite(
    tfliteModel({
      tensors: {
        image,
        order: { dtype: "int32", dims: [4], data: Int32Array.of(0, 2, 3, 1) },
        moved: channelsLast,
        weight: { dtype: "f32", dims: [3, 1, 1, 2], data: new Float32Array(6) },
        result: { dtype: "f32", dims: [1, 4, 5, 3] },
      },
      operators: [
        { opType: "TRANSPOSE", inputs: ["image", "order"], outputs: ["moved"] },
        { opType: "CONV_2D", inputs: ["moved", "weight"], outputs: ["result"], options: convOptions("same", 1) },
      ],
      inputs: ["image"],
      outputs: ["result"],
    }),
  );
  expect(model.graph.nodes.map(({ op }) => op)).toEqual(["conv2d"]);
  expect(model.eliminated.get("moved")).toBe("the input is taken in the order of axes that it makes");
});

test("DEPTHWISE_CONV_2D multiplies each channel: filters are channel · multiplier", () => {
  // Channel 0 holds 1, 2; channel 1 holds 10, 20; multipliers 2.
  const [found] = runCase({
    opType: "DEPTHWISE_CONV_2D",
    operands: [
      { tensor: tensor("f32", [1, 1, 2, 2], [1, 10, 2, 20]) },
      { tensor: tensor("f32", [1, 1, 1, 4], [1, 2, 3, 4]), isConstant: true },
      { tensor: tensor("f32", [4], [0, 0, 0, 0.5]), isConstant: true },
    ],
    options: {
      type: 2,
      fields: [
        [1, "int", 1],
        [2, "int", 1],
        [3, "int", 2],
      ],
    },
    results: [{ type: { dtype: "f32", dims: [1, 1, 2, 4] } }],
  });
  expect([...(found?.data ?? [])]).toEqual([1, 2, 30, 40.5, 2, 4, 60, 80.5]);
});

describe("TRANSPOSE_CONV is the transpose of the convolution over its result", () => {
  test.each([
    ["same", 2, [6, 6], [3, 3]],
    ["same", 2, [5, 5], [3, 3]],
    ["valid", 2, [7, 7], [3, 3]],
    ["same", 3, [9, 9], [2, 2]],
  ] as const)("%s, stride %d, to %j", (padding, stride, size, kernel) => {
    const random = randomStream(2);
    const slide = { padding, stride, dilation: 1 };
    const [height] = positions(size[0], kernel[0], slide);
    const small = randomTensor({ dtype: "f32", dims: [1, height, height, 2] }, random);
    const large = randomTensor({ dtype: "f32", dims: [1, ...size, 3] }, random);
    // Weights [filters, rows, columns, channels] of the transposed one: 3 filters of 2 channels.
    const weight = randomTensor({ dtype: "f32", dims: [3, ...kernel, 2] }, random);
    const [grown] = runCase({
      opType: "TRANSPOSE_CONV",
      operands: [
        { tensor: tensor("int32", [4], [1, ...size, 3]), isConstant: true },
        { tensor: weight, isConstant: true },
        { tensor: small },
      ],
      options: {
        type: 49,
        fields: [
          [0, "byte", padding === "same" ? 0 : 1],
          [1, "int", stride],
          [2, "int", stride],
        ],
      },
      results: [{ type: large.type }],
    });
    // <conv(large), small> = <large, transposed(small)> defines the transpose. As weights of the convolution: [2, r, s, 3].
    const swapped = Float32Array.from({ length: weight.data.length }, (_, i) => {
      const [c, rest] = [i % 3, Math.floor(i / 3)];
      const place = rest % (kernel[0] * kernel[1]);
      const k = Math.floor(rest / (kernel[0] * kernel[1]));
      return weight.data[(c * kernel[0] * kernel[1] + place) * 2 + k] ?? NaN;
    });
    const forward = slowConvolution(
      large,
      tensor("f32", [2, ...kernel, 3], swapped),
      tensor("f32", [2], [0, 0]),
      slide,
    );
    const product = (a: Tensor["data"], b: Tensor["data"] | undefined): number =>
      Array.from(a).reduce((sum, value, i) => sum + value * (b?.[i] ?? NaN), 0);
    expect(product(large.data, grown?.data)).toBeCloseTo(product(forward.data, small.data), 3);
  });
});

describe("pools", () => {
  const poolOptions = (padding: "same" | "valid", stride: number, size: number) => ({
    type: 5,
    fields: [
      [0, "byte", padding === "same" ? 0 : 1],
      [1, "int", stride],
      [2, "int", stride],
      [3, "int", size],
      [4, "int", size],
    ] as const,
  });
  const input = { tensor: tensor("f32", [1, 3, 3, 1], [1, 2, 3, 4, 5, 6, 7, 8, 9]) };

  test("the mean leaves padding out", () => {
    const [found] = runCase({
      opType: "AVERAGE_POOL_2D",
      operands: [input],
      options: poolOptions("same", 2, 2),
      results: [{ type: { dtype: "f32", dims: [1, 2, 2, 1] } }],
    });
    expect([...(found?.data ?? [])]).toEqual([3, 4.5, 7.5, 9]);
  });

  test("the largest", () => {
    const [found] = runCase({
      opType: "MAX_POOL_2D",
      operands: [input],
      options: poolOptions("valid", 1, 2),
      results: [{ type: { dtype: "f32", dims: [1, 2, 2, 1] } }],
    });
    expect([...(found?.data ?? [])]).toEqual([5, 6, 8, 9]);
  });
});
