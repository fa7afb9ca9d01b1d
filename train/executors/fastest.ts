/** The fastest executor there is: ONNX Runtime where it is installed, else TensorFlow.js, else the reference interpreter, which needs nothing. */
import { graphBuilder } from "../../ir/builder.ts";
import { tensorType } from "../../ir/tensor.ts";
import { CompileError } from "../../support/diagnostic.ts";
import type { Executor } from "../executor.ts";
import { interpreter } from "./interpreter.ts";
import { onnxRuntime } from "./onnx-runtime.ts";
import { tensorflowJs } from "./tensorflow-js.ts";

/** Fastest first. Each throws a CompileError where it is not installed. */
const engines: readonly (() => Promise<Executor>)[] = [() => Promise.resolve(onnxRuntime()), tensorflowJs];

/** @param candidates in the order in which they are tried. */
export const fastestExecutor = async (candidates = engines): Promise<Executor> => {
  for (const open of candidates)
    try {
      const executor = await open();
      await (await executor.prepare(probe())).release();
      return executor;
    } catch (error) {
      if (!(error instanceof CompileError)) throw error;
    }
  return interpreter;
};

const probe = () => {
  const builder = graphBuilder("probe");
  builder.output("y", builder.node("relu", [builder.input("x", tensorType("f32", [1]))], {}));
  return builder.build();
};
