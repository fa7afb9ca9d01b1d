/** What an importer makes of a damaged model. */
import { expect } from "vitest";
import type { Graph } from "../../ir/graph.ts";
import { verifyGraph } from "../../ir/verify.ts";
import { CompileError } from "../../support/diagnostic.ts";

/** Far above what an import of the models used takes; a blow-up of time is orders of magnitude beyond. */
const secondsPerImport = 10;

/** Expects a valid graph, or errors that can be read, in little time. */
export const outcomeOf = (importModel: () => Graph, label: string): "graph" | "error" => {
  const start = performance.now();
  const outcome = graphOrError(importModel, label);
  expect((performance.now() - start) / 1000, `seconds for ${label}`).toBeLessThan(secondsPerImport);
  return outcome;
};

const graphOrError = (importModel: () => Graph, label: string): "graph" | "error" => {
  try {
    expect(verifyGraph(importModel()), label).toEqual([]);
    return "graph";
  } catch (error) {
    if (!(error instanceof CompileError)) throw new Error(`${label}: ${String(error)}`, { cause: error });
    expect(error.diagnostics.length, label).toBeGreaterThan(0);
    for (const line of error.message.split("\n")) expect(line.length, label).toBeLessThan(4000);
    return "error";
  }
};
