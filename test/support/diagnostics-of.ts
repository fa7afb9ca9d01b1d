/** What is said of faulty input. */
import { CompileError, type Diagnostic } from "../../support/diagnostic.ts";

/** The diagnostics that the work ends with; none where it succeeds. */
export const diagnosticsOf = (work: () => unknown): readonly Diagnostic[] => {
  try {
    work();
    return [];
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    return error.diagnostics;
  }
};
