/** From the file that the user named to a graph, with whatever is known about its source. */
import type { SourceModel } from "../explore/caveats.ts";
import type { Graph } from "../ir/graph.ts";
import { CompileError } from "../support/diagnostic.ts";
import { sha256 } from "../support/hash.ts";
import { nothingToBind } from "./messages.ts";

export interface LoadOptions {
  readonly bindings: ReadonlyMap<string, number>;
  readonly allowUnsupported: boolean;
}

export interface SourceFile {
  readonly graph: Graph;
  readonly sha256: string;
  readonly model: SourceModel;
}

/** IR text instead of a model, known by its name. */
export const isText = (file: string): boolean => file.endsWith(".nn");

/**
 * Whichever of both the file is.
 * @throws CompileError where the file is at fault.
 */
export const loadNetwork = (file: string, options: LoadOptions): Promise<SourceFile> =>
  isText(file) ? loadText(file, options.bindings) : loadModel(file, options);

/**
 * An ONNX model with its external data.
 * @throws CompileError where the file is at fault.
 */
export const loadModel = async (file: string, options: LoadOptions): Promise<SourceFile> => {
  const { externalDataReader, readModel } = await import("./read-model.ts");
  const bytes = readModel(file);
  const { importOnnx } = await import("../ir/import/onnx/import-onnx.ts");
  const model = importOnnx(bytes, { file, externalData: externalDataReader(file), ...options });
  return { graph: model.graph, sha256: sha256(bytes), model };
};

/**
 * The network in a file of IR text, whose dimensions are all fixed.
 * @throws CompileError where the file is at fault, or a binding is given.
 */
export const loadText = async (file: string, bindings: ReadonlyMap<string, number>): Promise<SourceFile> => {
  if (bindings.size > 0) throw new CompileError([nothingToBind(file)]);
  const { readText } = await import("./read-model.ts");
  const text = readText(file);
  const { parseGraph } = await import("../ir/parse/parse.ts");
  const { nameNodes, sourceModelOf } = await import("../explore/source-model.ts");
  const graph = nameNodes(parseGraph(text, file));
  return { graph, sha256: sha256(text), model: sourceModelOf(graph) };
};
