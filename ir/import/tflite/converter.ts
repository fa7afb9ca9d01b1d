/**
 * What the importer asks of one TensorFlow Lite operator: a function from its node to tensors. One file per operator or family in
 * `converters/`; `converters/index.ts` is the only list.
 */
import type { TensorType } from "../../tensor.ts";
import type { ConversionBuilder } from "../conversion/builder.ts";
import type { Results } from "../tensorflow/convert.ts";
import type { Laid } from "../tensorflow/laid.ts";
import type { OptionsName, OptionsOf, optionSpecs } from "./options.ts";

/**
 * Builds the node's results and returns them in the order of the model's outputs; those that nobody reads may be left out. What
 * it can't map it refuses with `throw new Refusal(reason, help)`.
 */
export type Converter = (node: NodeView, build: ConversionBuilder) => Results;

/** real = scale · (code − zero point): one pair for all codes, or one for each slice along the axis. */
export interface Quantization {
  readonly scales: readonly number[];
  /** As many as scales. */
  readonly zeroPoints: readonly number[];
  /** In the model's order of axes. */
  readonly axis: number;
}

/** What a result is declared to be. */
export interface Declared {
  readonly type: TensorType;
  readonly quantization: Quantization | undefined;
}

export interface NodeView {
  readonly name: string;
  readonly opType: string;
  /** @throws Refusal where the operator carries options of another kind. */
  options<N extends OptionsName>(name: N): OptionsOf<(typeof optionSpecs)[N]>;
  readonly operandCount: number;
  /** @throws Refusal where the operand is left out. */
  operand(index: number): Laid;
  /** Undefined where the operand is left out. */
  optional(index: number): Laid | undefined;
  operands(): readonly Laid[];
  /** Undefined for an operand whose elements are the numbers themselves. */
  quantizationOf(index: number): Quantization | undefined;
  readonly resultCount: number;
  result(index: number): Declared;
  wants(index: number): boolean;
}
