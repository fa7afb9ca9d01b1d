/** A model.json once it is read: what importers of both kinds of model begin with. */
import type { ImportOptions } from "../conversion/imported-model.ts";
import type { JsonObject } from "./json.ts";
import type { Weights } from "./weights.ts";

export interface TfjsSource {
  readonly model: JsonObject;
  readonly topology: JsonObject;
  readonly weights: Weights;
  readonly fileBytes: number;
  readonly options: ImportOptions;
}
