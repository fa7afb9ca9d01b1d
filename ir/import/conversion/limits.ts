/** Bounds on what a model may ask of the importer, so that a damaged one costs neither time nor memory. */
import { elementCount } from "../../tensor.ts";

/** More elements than any memory holds. Far enough below 2^53 for sums of such counts to stay exact. */
const mostElements = 2 ** 40;

/** True for dims of a tensor that can exist. */
export const isSensibleShape = (dims: readonly number[]): boolean =>
  dims.every(dim => Number.isSafeInteger(dim) && dim >= 0) && elementCount(dims) <= mostElements;
