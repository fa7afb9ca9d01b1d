/** From the file that the user named to a graph, with whatever is known about its source. */
import type { SourceModel } from "../explore/source-model.ts";
import type { Graph } from "../ir/graph.ts";
import type { ImportedModel } from "../ir/import/conversion/imported-model.ts";
import { CompileError } from "../support/diagnostic.ts";
import { sha256 } from "../support/hash.ts";
import { nothingToBind } from "./messages.ts";
import type { ModelFile } from "./read-model.ts";

export interface LoadOptions {
  readonly bindings: ReadonlyMap<string, number>;
  readonly allowUnsupported: boolean;
}

export interface SourceFile {
  readonly graph: Graph;
  readonly sha256: string;
  readonly model: SourceModel & Partial<Pick<ImportedModel, "axisOrders" | "codes">>;
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
 * A model of any format, with what lies in files beside it.
 * @throws CompileError where the file is at fault.
 */
export const loadModel = async (named: string, options: LoadOptions): Promise<SourceFile> => {
  const { readModel } = await import("./read-model.ts");
  const read = readModel(named);
  const model = await imported(read, options);
  return { graph: model.graph, sha256: sha256(read.bytes), model };
};

const imported = async ({ file, format, bytes }: ModelFile, options: LoadOptions): Promise<ImportedModel> => {
  switch (format) {
    case "onnx": {
      const { externalDataReader } = await import("./read-model.ts");
      const { importOnnx } = await import("../ir/import/onnx/import-onnx.ts");
      return importOnnx(bytes, { file, externalData: externalDataReader(file), ...options });
    }
    case "tflite": {
      const { importTflite } = await import("../ir/import/tflite/import-tflite.ts");
      return importTflite(bytes, { file, ...options });
    }
    case "tfjs": {
      const { shardReader } = await import("./read-model.ts");
      const { importTfjs } = await import("../ir/import/tfjs/import-tfjs.ts");
      return importTfjs(bytes, { file, shards: shardReader(file), ...options });
    }
  }
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
