/** A specification from its file: the one door for text and JSON. */
import { CompileError, type Diagnostic } from "../../support/diagnostic.ts";
import { inTextOrder } from "../../ir/parse/syntax-errors.ts";
import { tooManyErrors } from "./messages.ts";
import { parseSpec } from "./parse/parse.ts";
import type { SpecPorts } from "./resolve/reading.ts";
import { resolveSpec } from "./resolve/resolve.ts";
import type { Places, Spec } from "./spec.ts";

export interface ReadSpec {
  readonly spec: Spec;
  /** Where the parts of `spec` stand in the file. */
  readonly places: Places;
}

/**
 * @param path of the file, for diagnostics and for the paths in it, which are relative to its folder.
 * @throws CompileError with every fault found: of the syntax, or where that is right, of names, quantities, ranges and files.
 */
export const readSpec = (path: string, text: string, ports: SpecPorts): ReadSpec => {
  const parsed = parseSpec(text, path);
  if (parsed.syntax === undefined) throw new CompileError(firstOf(parsed.faults));
  const { spec, places, faults } = resolveSpec(parsed.syntax.design, path, ports);
  if (spec === undefined) throw new CompileError(firstOf(inTextOrder(faults)));
  return { spec, places };
};

/** Faults beyond these are counted, not shown. */
const mostShownFaults = 20;

const firstOf = (faults: readonly Diagnostic[]): readonly Diagnostic[] =>
  faults.length <= mostShownFaults
    ? faults
    : [...faults.slice(0, mostShownFaults), tooManyErrors(faults.length - mostShownFaults)];
