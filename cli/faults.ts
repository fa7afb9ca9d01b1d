/** Reports every faulty argument at once, not only the first. */
import { CompileError, type Diagnostic } from "../support/diagnostic.ts";

/**
 * What all of `parts` give.
 * @throws CompileError with the diagnostics of all that fail.
 */
export const allOf = <T extends readonly (() => unknown)[]>(
  ...parts: T
): { readonly [K in keyof T]: ReturnType<T[K]> } => {
  const faults: Diagnostic[] = [];
  const results = parts.map(part => {
    try {
      return part();
    } catch (error) {
      if (!(error instanceof CompileError)) throw error;
      for (const diagnostic of error.diagnostics) faults.push(diagnostic);
      return undefined;
    }
  });
  if (faults.length > 0) throw new CompileError(faults);
  return results as { readonly [K in keyof T]: ReturnType<T[K]> };
};
