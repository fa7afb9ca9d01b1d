/** The findings of a run in a folder, be it at work or not. */
import { findingsOf, type SearchFindings } from "../explore/runs/findings.ts";
import { tellSpecification } from "../explore/runs/specification.ts";
import { RunStore } from "../explore/runs/store/run-store.ts";

/** @param isExplained as `findingsOf` has it. @throws CompileError where there is no run, or it can't be read. */
export const readFindings = (folder: string, isExplained = false): readonly SearchFindings[] => {
  const store = RunStore.read(folder);
  try {
    return findingsOf(store, ({ evaluator }) => tellSpecification(evaluator), isExplained);
  } finally {
    store.close();
  }
};
