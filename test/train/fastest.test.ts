import { expect, test } from "vitest";
import { CompileError } from "../../support/diagnostic.ts";
import { fastestExecutor } from "../../train/executors/fastest.ts";
import { tensorflowJs } from "../../train/executors/tensorflow-js.ts";
import { runtimeMissing } from "../../train/messages.ts";

const missing = () => Promise.reject(new CompileError([runtimeMissing("not installed")]));

test("ONNX Runtime where it is installed, else TensorFlow.js, else the interpreter", async () => {
  expect((await fastestExecutor()).name).toBe("onnxruntime");
  expect((await fastestExecutor([missing, () => tensorflowJs({ backend: "wasm" })])).name).toBe("tensorflowjs-wasm");
  expect((await fastestExecutor([missing, missing])).name).toBe("interpreter");
});

test("a fault of ours is no missing engine", async () => {
  await expect(fastestExecutor([() => Promise.reject(new RangeError("ours"))])).rejects.toThrow(RangeError);
});
