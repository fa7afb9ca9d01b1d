/** What the scatters share: how an update meets the element that is there. */
import { type AttributesOf, oneOf } from "../attributes.ts";
import { dataMovement, operand, type Signature, vectorOperations, type Work } from "../op.ts";
import { elementCount } from "../tensor.ts";

export const scatterReduction = oneOf(["none", "add", "mul", "max", "min"], "none");
export type ScatterReduction = AttributesOf<{ reduction: typeof scatterReduction }>["reduction"];

/** A plain scatter moves data; a reducing one does an operation per update. */
export const scatterWork = (
  signature: Pick<Signature, "operands"> & { readonly attributes: { readonly reduction: ScatterReduction } },
): Work =>
  signature.attributes.reduction === "none" ? dataMovement : vectorOperations(elementCount(operand(signature, 2).dims));
