/**
 * What the importer asks of one TensorFlow operator: a function from its node to tensors. One file per operator or family in
 * `converters/`; `converters/index.ts` is the only list.
 */
import type { ConversionBuilder } from "../../conversion/builder.ts";
import type { Results } from "../../tensorflow/convert.ts";
import type { Laid } from "../../tensorflow/laid.ts";
import type { AttributeView } from "./attributes.ts";

export type Converter = (node: NodeView, build: ConversionBuilder) => Results;

export interface NodeView {
  readonly name: string;
  readonly attributes: AttributeView;
  /** Operands that carry data. */
  readonly operandCount: number;
  /** @throws Refusal where there is none. */
  operand(index: number): Laid;
  /** All from `first` on. */
  operands(first?: number): readonly Laid[];
  wants(index: number): boolean;
}
