/** What the reference interpreter needs of an operator: its arithmetic, slow and obvious. */
import type { OpAttributes, OpName } from "../ops/index.ts";
import type { Tensor, TensorType } from "../tensor.ts";

export interface KernelArguments<O extends OpName> {
  /** Legal by the operator's `check`. */
  readonly operands: readonly Tensor[];
  readonly attributes: OpAttributes<O>;
  /** Types to produce, as inferred. */
  readonly results: readonly TensorType[];
}

/**
 * Computes an operator's results. Floats are computed in double precision and rounded once per result element to the
 * result's type; integers are exact and wrap around (docs/ir.md).
 */
export type Kernel<O extends OpName> = (call: KernelArguments<O>) => readonly Tensor[];
