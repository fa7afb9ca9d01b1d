/** What every operator must say about itself. One file per operator in `ops/`; `ops/index.ts` is the only list. */
import type { AttributesOf, AttributeSpecs } from "./attributes.ts";
import type { TensorType } from "./tensor.ts";

export interface OpDef<S extends AttributeSpecs = AttributeSpecs> {
  readonly name: string;
  /** One sentence with the formula and the shapes. */
  readonly summary: string;
  /** Names in order. `bias?` may be left out (only at the end); `inputs...` stands for one or more, `inputs?...` for any number. */
  readonly operands: readonly string[];
  /** Names of the results, where there is more than one. */
  readonly results?: readonly string[];
  readonly attributes: S;
  /** Every fault of types and attributes against each other, as sentences without a final stop. Kinds and arity are checked before. */
  check(signature: Signature<S>): readonly string[];
  /** Result types; called only where `check` found nothing. */
  infer(signature: Signature<S>): readonly TensorType[];
  /** What the node costs a machine; called only where `check` found nothing. */
  work(signature: Signature<S>): Work;
}

/** A node as its definition sees it. */
export interface Signature<S extends AttributeSpecs = AttributeSpecs> {
  readonly operands: readonly TensorType[];
  readonly attributes: AttributesOf<S>;
}

/**
 * Multiply-accumulates on the PE array, and scalar operations on the vector unit: one per arithmetic operator of the
 * defining formula, a transcendental function (exp, tanh, division, square root …) counting one, as hardware looks it up.
 * Where both are zero the node only moves data, unless `free` says why it costs nothing at all.
 */
export interface Work {
  readonly macs: number;
  readonly vectorOperations: number;
  readonly free?: string;
}

export const macs = (count: number, vectorOperations = 0): Work => ({ macs: count, vectorOperations });
export const vectorOperations = (count: number): Work => ({ macs: 0, vectorOperations: count });
export const dataMovement: Work = { macs: 0, vectorOperations: 0 };
export const free = (reason: string): Work => ({ macs: 0, vectorOperations: 0, free: reason });

/** Gives the definition's attributes their types. */
export const defineOp = <const S extends AttributeSpecs>(definition: OpDef<S>): OpDef<S> => definition;

/** The i-th operand; called after the arity was checked. */
export const operand = (signature: Pick<Signature, "operands">, index: number): TensorType => {
  const type = signature.operands[index];
  if (type === undefined) throw new RangeError(`no operand ${index}`);
  return type;
};
