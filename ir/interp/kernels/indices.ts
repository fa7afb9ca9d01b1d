/** Index operands: wrapped from the back as ONNX says, and checked, since only running shows their values. */
import { CompileError } from "../../../support/diagnostic.ts";
import { indexOutOfRange } from "../../messages.ts";

/**
 * The index counted from the front.
 * @throws CompileError outside `[-dim, dim)`.
 */
export const wrapIndex = (op: string, index: number, dim: number): number => {
  if (!(index >= -dim && index < dim)) throw new CompileError([indexOutOfRange(op, index, dim)]);
  return index < 0 ? index + dim : index;
};
