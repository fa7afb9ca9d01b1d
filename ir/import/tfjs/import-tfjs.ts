/** From a TensorFlow.js model.json and its shards to a graph whose every dimension is fixed. */
import { CompileError } from "../../../support/diagnostic.ts";
import type { ImportedModel, ImportOptions } from "../conversion/imported-model.ts";
import { throwIfAny } from "../conversion/finish.ts";
import { importGraphModel } from "./graph/import-graph.ts";
import { jsonObject, Malformed } from "./json.ts";
import { importLayersModel } from "./layers/import-layers.ts";
import { malformed, notJson, notTfjs } from "./messages.ts";
import type { TfjsSource } from "./source.ts";
import { readWeights, type ShardReader } from "./weights.ts";

export interface TfjsImportOptions extends ImportOptions {
  /** Without it all shards count as missing. */
  readonly shards?: ShardReader;
}

/** @throws CompileError with everything found in the files that stands against an import. */
export const importTfjs = (bytes: Uint8Array, options: TfjsImportOptions = {}): ImportedModel => {
  const { file } = options;
  try {
    const model = jsonObject(parsed(bytes, file), "");
    if (!model.has("modelTopology")) throw new CompileError([notTfjs(file, "it has no modelTopology")]);
    const topology = model.object("modelTopology");
    const weights = readWeights(model.objects("weightsManifest", []), options.shards, file);
    throwIfAny(weights.faults);
    const source: TfjsSource = { model, topology, weights, fileBytes: bytes.length + weights.bytes, options };
    return topology.has("node") ? importGraphModel(source) : importLayersModel(source);
  } catch (error) {
    if (error instanceof Malformed) throw new CompileError([malformed(file, error.message)]);
    throw error;
  }
};

const parsed = (bytes: Uint8Array, file: string | undefined): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new CompileError([notJson(file, error instanceof Error ? error.message : String(error))]);
  }
};
