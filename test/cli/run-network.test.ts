import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encode } from "fast-png";
import { describe, expect, test } from "vitest";
import { encodeNpy } from "../support/npy.ts";
import { mortise, scratchFolder } from "../support/command-line.ts";
import { tfliteModel } from "../support/tflite-model.ts";

const lenet = [join(import.meta.dirname, "../../examples/lenet.onnx"), "--bind", "batch=1"];

/** Not part of an installation by default. */
const hasNativeTensorflow = existsSync(join(import.meta.dirname, "../../node_modules/@tensorflow/tfjs-node"));

const printed = async (...commandLine: readonly string[]): Promise<string> => {
  const { exitCode, stdout, stderr } = await mortise(["run", ...commandLine]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  return stdout;
};
const refused = async (...commandLine: readonly string[]): Promise<string> => {
  const { exitCode, stderr } = await mortise(["run", ...commandLine]);
  expect(exitCode).toBe(1);
  return stderr;
};

/** Doubles the first of two numbers: a product with [2, 1]. */
const scaling = (factors: readonly number[], name = "model.tflite"): string => {
  const file = join(scratchFolder(), name);
  const bytes = tfliteModel({
    tensors: {
      x: { dtype: "f32", dims: [1, 2] },
      factors: { dtype: "f32", dims: [2], data: Float32Array.from(factors) },
      scaled: { dtype: "f32", dims: [1, 2] },
      y: { dtype: "f32", dims: [1, 2] },
    },
    operators: [
      { opType: "MUL", inputs: ["x", "factors"], outputs: ["scaled"] },
      { opType: "NEG", inputs: ["scaled"], outputs: ["y"] },
    ],
    inputs: ["x"],
    outputs: ["y"],
  });
  writeFileSync(file, bytes);
  return file;
};
const inputFile = (values: readonly number[], dims: readonly number[]): string => {
  const file = join(scratchFolder(), "x.npy");
  writeFileSync(file, encodeNpy(dims, values));
  return file;
};

describe("mortise run", () => {
  test("prints the largest elements of a vector with their places, on the input given", async () => {
    const text = await printed(scaling([2, 1]), "--input", inputFile([3, -5], [1, 2]));
    expect(text).toMatch(/^test on x\.npy, sample 0, in interpreter\ny: f32\[1,2\]\n {2}1 {2}5\n {2}0 {2}-6\n$/);
  });

  test("the same noise gives the same bytes, another seed others", async () => {
    const first = await printed(...lenet);
    expect(first).toContain("synthetic noise");
    expect(await printed(...lenet)).toBe(first);
    expect(await printed(...lenet, "--seed", "1")).not.toBe(first);
  });

  test("pictures come with their axes as the file has them", async () => {
    const file = join(scratchFolder(), "image.tflite");
    const pool = {
      type: 5,
      fields: [
        [1, "int", 1],
        [2, "int", 1],
        [3, "int", 1],
        [4, "int", 2],
        [0, "byte", 1],
      ],
    } as const;
    const bytes = tfliteModel({
      tensors: { x: { dtype: "f32", dims: [1, 2, 1, 3] }, y: { dtype: "f32", dims: [1, 1, 1, 3] } },
      operators: [{ opType: "MAX_POOL_2D", inputs: ["x"], outputs: ["y"], options: pool }],
      inputs: ["x"],
      outputs: ["y"],
    });
    writeFileSync(file, bytes);
    const text = await printed(file, "--input", inputFile([1, 2, 3, 4, 5, 0], [1, 2, 1, 3]));
    expect(text).toContain("y: f32[1,1,1,3]\n  1  5\n  0  4\n  2  3\n");
  });

  test.skipIf(hasNativeTensorflow)(
    "runs in TensorFlow.js, and says once that its native package is missing",
    async () => {
      const text = await printed(...lenet, "--compare", "tensorflowjs,tensorflowjs-cpu");
      expect(text).toMatch(/: tensorflowjs-\w+ against tensorflowjs-cpu\n/);
      expect(text.split("@tensorflow/tfjs-node is not installed").length - 1).toBe(1);
      expect(await printed(...lenet, "--executor", "tensorflowjs-cpu")).not.toContain("Note:");
      expect(await refused(...lenet, "--executor", "tensorflowjs-node")).toMatch(
        /TENSORFLOW_MISSING.*tfjs-node is not installed/,
      );
    },
  );

  test("a picture feeds an input of codes by the input's own scale and zero point", async () => {
    const file = join(scratchFolder(), "codes.tflite");
    const inCodes = { dtype: "int8", quantization: { scales: [0.5], zeroPoints: [-128] } } as const;
    const bytes = tfliteModel({
      tensors: {
        x: { ...inCodes, dims: [1, 2, 1, 3] },
        y: { ...inCodes, dims: [6] },
        shape: { dtype: "int32", dims: [1], data: Int32Array.of(6) },
      },
      operators: [{ opType: "RESHAPE", inputs: ["x", "shape"], outputs: ["y"] }],
      inputs: ["x"],
      outputs: ["y"],
    });
    writeFileSync(file, bytes);
    const picture = join(scratchFolder(), "picture.png");
    writeFileSync(
      picture,
      encode({ width: 1, height: 2, channels: 3, data: Uint8Array.of(0, 51, 102, 153, 204, 255) }),
    );
    // 255 becomes 100, that is code 100 / 0.5 - 128.
    const text = await printed(file, "--input", picture, "--image", "range=0,100");
    expect(text).toContain("y: int8[6], real = 0.5 · (code + 128)\n  5  72   100\n  4  32   80\n");
    const half = await printed(file, "--input", picture, "--image", "range=0,100", "--image", "mean=10,20,30");
    expect(half).toMatch(/\n {2}5 +12 +70\n/);
    expect(await refused(file, "--input", picture, "--image", "range")).toMatch(/ARGUMENT_/);
    const codes = inputFile([1, 2, 3, 4, 5, 6.5], [1, 2, 1, 3]);
    expect(await refused(file, "--input", codes)).toMatch(/DATA_FORMAT.*holds 6\.5, which is no int8/);
  });

  test("compares two executors layer by layer", async () => {
    const text = await printed(...lenet, "--compare", "interpreter,onnxruntime");
    expect(text).toMatch(/interpreter against onnxruntime\nlayer +op +largest difference/);
    expect(text).toMatch(/\nConv_0 +conv2d .* of 4704 +f32\[1,6,28,28\]\n/);
    expect(text).toMatch(/\nLargest: .* of its range, at /);
  });

  test("compares two models, and shows from which layer on they differ", async () => {
    const input = inputFile([3, -5], [1, 2]);
    const text = await printed(scaling([2, 1]), "--compare", scaling([2, 1.5]), "--input", input);
    expect(text).toMatch(/\nscaled +mul +2\.5 +22\.7273 % +1 of 2 +f32\[1,2\]\n/);
    expect(text).toMatch(/\noutput y +2\.5 /);
    expect(await printed(scaling([2, 1]), "--compare", scaling([2, 1]), "--input", input)).toContain("\nAll equal.\n");
  });

  test("faults of arguments and files", async () => {
    expect(await refused(...lenet, "--executor", "onnxruntim")).toMatch(
      /ARGUMENT_EXECUTOR.*no executor onnxruntim\n.*did you mean onnxruntime/,
    );
    expect(await refused(...lenet, "--compare", "a,b,c")).toMatch(/ARGUMENT_COMPARE/);
    expect(await refused(...lenet, "--sample", "-1")).toMatch(/ARGUMENT_SAMPLE/);
    expect(await refused(scaling([1, 1]), "--input", inputFile([1, 2], [1, 2]), "--sample", "1")).toMatch(
      /DATA_SAMPLE.*no sample 1\n.*it has 1/,
    );
    expect(await refused(scaling([1, 1]), "--input", inputFile([1, 2, 3], [1, 3]))).toMatch(/DATA_/);
  });
});
