/** The fastest executor there is: ONNX Runtime where it is installed, else the reference interpreter, which needs nothing. */
import { graphBuilder } from "../../ir/builder.ts";
import { tensorType } from "../../ir/tensor.ts";
import { CompileError } from "../../support/diagnostic.ts";
import type { Executor } from "../executor.ts";
import { interpreter } from "./interpreter.ts";
import { onnxRuntime } from "./onnx-runtime.ts";

export const fastestExecutor = async (): Promise<Executor> => {
  const runtime = onnxRuntime();
  const builder = graphBuilder("probe");
  builder.output("y", builder.node("relu", [builder.input("x", tensorType("f32", [1]))], {}));
  try {
    await (await runtime.prepare(builder.build())).release();
    return runtime;
  } catch (error) {
    if (error instanceof CompileError) return interpreter;
    throw error;
  }
};
