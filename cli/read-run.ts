/** The findings of a run in a folder, be it at work or not. */
import { findingsOf, type SearchFindings } from "../explore/runs/findings.ts";
import { tellSpecification } from "../explore/runs/specification.ts";
import { RunStore } from "../explore/runs/store/run-store.ts";

/** @throws CompileError where there is no run, or it can't be read. */
export const readFindings = (folder: string): readonly SearchFindings[] => {
  const store = RunStore.read(folder);
  try {
    return findingsOf(store, ({ evaluator }) => tellSpecification(evaluator));
  } finally {
    store.close();
  }
};
