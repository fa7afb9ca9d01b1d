/** Every diagnostic about strategies, so that codes stay unique and wording even. */
import type { Diagnostic } from "../../support/diagnostic.ts";

export const endlessSpace = (choice: string): Diagnostic => ({
  code: "SEARCH_ENDLESS_SPACE",
  severity: "error",
  message: `choice ${choice} has no end of values, so that an exhaustive search would never finish`,
  help: "take another strategy, such as random or nsga2, or give the choice a step",
});

export const wrongState = (strategy: string, path: readonly PropertyKey[], problem: string): Diagnostic => ({
  code: "SEARCH_STATE",
  severity: "error",
  message: `the stored state of strategy ${strategy} can't be read at ${path.map(String).join(".") || "its start"}: ${problem}`,
  help: "it was written by another version, or was damaged: start the run anew",
});
