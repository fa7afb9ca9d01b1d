/** From the file that the user named to a graph, with whatever the importer has to say about it. */
import type { Graph } from "../ir/graph.ts";
import type { ImportedModel } from "../ir/import/onnx/import-onnx.ts";
import { CompileError } from "../support/diagnostic.ts";
import { nothingToBind } from "./messages.ts";

export interface LoadOptions {
  readonly bindings: ReadonlyMap<string, number>;
  readonly allowUnsupported: boolean;
}

/** IR text instead of a model, known by its name. */
export const isText = (file: string): boolean => file.endsWith(".nn");

/**
 * An ONNX model with its external data.
 * @throws CompileError where the file is at fault.
 */
export const loadModel = async (file: string, options: LoadOptions): Promise<LoadedModel> => {
  const { externalDataReader, readModel } = await import("./read-model.ts");
  const bytes = readModel(file);
  const { importOnnx } = await import("../ir/import/onnx/import-onnx.ts");
  const imported = importOnnx(bytes, { file, externalData: externalDataReader(file), ...options });
  return { bytes, imported };
};

export interface LoadedModel {
  readonly bytes: Uint8Array;
  readonly imported: ImportedModel;
}

/**
 * The network in a file of IR text, whose dimensions are all fixed.
 * @throws CompileError where the file is at fault, or a binding is given.
 */
export const loadText = async (file: string, bindings: ReadonlyMap<string, number>): Promise<Graph> => {
  if (bindings.size > 0) throw new CompileError([nothingToBind(file)]);
  const { readText } = await import("./read-model.ts");
  const text = readText(file);
  const { parseGraph } = await import("../ir/parse/parse.ts");
  return parseGraph(text, file);
};
