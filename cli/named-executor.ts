/** `--executor NAME` and `--compare A,B`: what runs a network. */
import { CompileError } from "../support/diagnostic.ts";
import type { Executor } from "../train/executor.ts";
import { unknownExecutor } from "./messages.ts";

/** Engines are loaded when they are first needed. */
const engines: Readonly<Record<string, () => Promise<Executor>>> = {
  interpreter: async () => (await import("../train/executors/interpreter.ts")).interpreter,
  onnxruntime: async () => (await import("../train/executors/onnx-runtime.ts")).onnxRuntime(),
};

export const defaultExecutor = "interpreter";
export const executorNames: readonly string[] = Object.keys(engines);
export const isExecutor = (name: string): boolean => Object.hasOwn(engines, name);

/** @throws CompileError where there is no engine of that name. */
export const executorNamed = async (name: string): Promise<Executor> => {
  const engine = isExecutor(name) ? engines[name] : undefined;
  if (engine === undefined) throw new CompileError([unknownExecutor(name, executorNames)]);
  return engine();
};
