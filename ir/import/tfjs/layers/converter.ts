/**
 * What the importer asks of one Keras layer: a function from its configuration and operands to tensors. One file per layer or family
 * in `converters/`; `converters/index.ts` is the only list.
 */
import type { ConversionBuilder } from "../../conversion/builder.ts";
import type { Results } from "../../tensorflow/convert.ts";
import type { Laid } from "../../tensorflow/laid.ts";
import type { JsonObject } from "../json.ts";

export type Converter = (layer: LayerView, build: ConversionBuilder) => Results;

export interface LayerView {
  readonly name: string;
  readonly config: JsonObject;
  /** @throws Refusal where there is none. */
  operand(index: number): Laid;
  operands(): readonly Laid[];
  /** @throws Refusal where the model has no such weight of the layer. */
  weight(name: string): Laid;
}
