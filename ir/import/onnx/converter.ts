/**
 * What the importer asks of one ONNX operator: a function from its node to values of the graph. One file per operator or
 * family in `converters/`; `converters/index.ts` is the only list.
 */
import type { Value } from "../../graph.ts";
import type { Tensor } from "../../tensor.ts";
import type { ConversionBuilder } from "../conversion/builder.ts";
import type { GraphProto } from "./schema/onnx_pb.ts";

/**
 * Builds the node's results out of graph operators and returns them in the order of the ONNX outputs; results that nobody
 * reads (`wants` is false) may be left out at the end or be undefined. What it can't map it refuses with
 * `throw new Refusal(reason, help)`; faults that an operator's own `check` finds need no test before: they are refusals too.
 */
export type Converter = (node: NodeView, build: ConversionBuilder) => Value | readonly (Value | undefined)[];

/** An ONNX node as its converter sees it: every symbol is bound, every operand a value of known type. */
export interface NodeView {
  /** Unique in the model. */
  readonly name: string;
  readonly opType: string;
  /** Version of the operator set that the model imports, 7 to 21. */
  readonly opset: number;
  readonly attributes: AttributeView;
  /** Operands up to the last given one; one in between may be left out. */
  readonly operandCount: number;
  /** @throws Refusal where the operand is left out. */
  operand(index: number): Value;
  /** Undefined where the operand is left out. */
  optional(index: number): Value | undefined;
  /** All operands, for operators that take any number. @throws Refusal where one is left out. */
  operands(): readonly Value[];
  /** The operand's value. @throws Refusal where it is left out or depends on the network's inputs. */
  staticTensor(index: number): Tensor;
  /** The operand's elements as whole numbers (shapes, axes, …). @throws Refusal as `staticTensor`, or where one is none. */
  staticInts(index: number): readonly number[];
  /** As `staticInts`, but undefined where the operand is left out. */
  optionalInts(index: number): readonly number[] | undefined;
  /** The operand's only element. @throws Refusal as `staticTensor`, or where it has more than one element. */
  staticScalar(index: number): number;
  /** As `staticScalar`, but `byDefault` where the operand is left out. */
  optionalScalar<D>(index: number, byDefault: D): number | D;
  /** Outputs that the node declares. */
  readonly resultCount: number;
  /** True where somebody reads the result. */
  wants(index: number): boolean;
}

/** Typed access; without a default, a missing attribute is a refusal. An attribute of another kind always is one. */
export interface AttributeView {
  has(name: string): boolean;
  int(name: string): number;
  int<D>(name: string, byDefault: D): number | D;
  float(name: string): number;
  float<D>(name: string, byDefault: D): number | D;
  /** An int that is 0 or 1. */
  flag(name: string, byDefault: boolean): boolean;
  string(name: string): string;
  string<D>(name: string, byDefault: D): string | D;
  ints(name: string): readonly number[];
  ints<D>(name: string, byDefault: D): readonly number[] | D;
  floats(name: string): readonly number[];
  floats<D>(name: string, byDefault: D): readonly number[] | D;
  tensor(name: string): Tensor;
  graph(name: string): GraphProto;
}
