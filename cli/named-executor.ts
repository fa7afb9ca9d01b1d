/** `--executor NAME` and `--compare A,B`: what runs a network. */
import { CompileError } from "../support/diagnostic.ts";
import type { Executor } from "../train/executor.ts";
import type { TensorflowBackend } from "../train/executors/tensorflow/library.ts";
import { unknownExecutor } from "./messages.ts";

/** Hears what the user should know of how a network is run. */
export type Tell = (note: string) => void;

const tensorflow = async (tell: Tell, backend?: TensorflowBackend): Promise<Executor> => {
  const { tensorflowJs } = await import("../train/executors/tensorflow-js.ts");
  return tensorflowJs({ tell, ...(backend === undefined ? {} : { backend }) });
};

/** Engines are loaded when they are first needed. */
const engines: Readonly<Record<string, (tell: Tell) => Promise<Executor>>> = {
  interpreter: async () => (await import("../train/executors/interpreter.ts")).interpreter,
  onnxruntime: async () => (await import("../train/executors/onnx-runtime.ts")).onnxRuntime(),
  tensorflowjs: tell => tensorflow(tell),
  "tensorflowjs-node": tell => tensorflow(tell, "node"),
  "tensorflowjs-wasm": tell => tensorflow(tell, "wasm"),
  "tensorflowjs-cpu": tell => tensorflow(tell, "cpu"),
};

export const defaultExecutor = "interpreter";
export const executorNames: readonly string[] = Object.keys(engines);
export const isExecutor = (name: string): boolean => Object.hasOwn(engines, name);

/** @throws CompileError where there is no engine of that name, or it is not installed. */
export const executorNamed = async (name: string, tell: Tell): Promise<Executor> => {
  const engine = isExecutor(name) ? engines[name] : undefined;
  if (engine === undefined) throw new CompileError([unknownExecutor(name, executorNames)]);
  return engine(tell);
};
