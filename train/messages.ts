/** Every diagnostic about running networks, so that codes stay unique and wording even. */
import type { Diagnostic } from "../support/diagnostic.ts";

export const runtimeMissing = (reason: string): Diagnostic => ({
  code: "RUNTIME_MISSING",
  severity: "error",
  message: `ONNX Runtime cannot be loaded: ${reason}`,
  help: "install it with ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node@1.30.0 (the variable keeps its installer from fetching CUDA libraries, which are not needed)",
});

export const runtimeRefuses = (network: string, reason: string): Diagnostic => ({
  code: "RUNTIME_REFUSES",
  severity: "error",
  message: `ONNX Runtime cannot run network ${network}: ${reason}`,
});

export const tensorflowMissing = (reason: string): Diagnostic => ({
  code: "TENSORFLOW_MISSING",
  severity: "error",
  message: `TensorFlow.js cannot be used: ${reason}`,
  help: "install it with npm install @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0, or run in another executor",
});

export const tensorflowRefuses = (network: string, reason: string): Diagnostic => ({
  code: "TENSORFLOW_REFUSES",
  severity: "error",
  message: `TensorFlow.js cannot run network ${network}: ${reason}`,
});
