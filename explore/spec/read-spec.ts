/** A specification from its file, from JSON or from TypeScript, and back to text: the doors of this folder. */
import { inTextOrder } from "../../ir/parse/syntax-errors.ts";
import { CompileError, type Diagnostic } from "../../support/diagnostic.ts";
import type { SpecDocument } from "./document.ts";
import { syntaxOf } from "./from-document.ts";
import { tooManyErrors } from "./messages.ts";
import { parseSpec } from "./parse/parse.ts";
import { printSyntax } from "./print/print.ts";
import { readDocument } from "./read-json.ts";
import type { SpecPorts } from "./resolve/reading.ts";
import { resolveSpec } from "./resolve/resolve.ts";
import type { Places, Spec } from "./spec.ts";
import type { BlockSyntax } from "./syntax.ts";
import { documentOf } from "./to-document.ts";

export interface ReadSpec {
  readonly spec: Spec;
  /** Where the parts of `spec` stand in the file. */
  readonly places: Places;
}

/**
 * The specification in a file: JSON where the path ends in `.json`, else text.
 * @param path for diagnostics and for the paths in it, which are relative to its folder.
 * @throws CompileError with every fault found: of the syntax, or where that is right, of names, quantities, ranges and files.
 */
export const readSpec = (path: string, text: string, ports: SpecPorts): ReadSpec =>
  resolved(path.endsWith(".json") ? designInJson(path, text) : designInText(path, text), path, ports);

/**
 * A specification that a program has written down. Its paths are relative to the working folder.
 * @throws CompileError with every fault found, named by the path in the document.
 */
export const specOf = (document: SpecDocument, ports: SpecPorts): Spec =>
  resolved(syntaxOf(document), undefined, ports).spec;

/** As text in canonical form. Read from the same folder, it gives an equal specification. */
export const printSpec = (spec: Spec): string =>
  printSyntax({ design: syntaxOf(documentOf(spec)), comments: [], text: "" });

/**
 * A text in canonical form, comments kept.
 * @throws CompileError where the text breaks the grammar.
 */
export const formatSpec = (path: string, text: string): string => {
  const { syntax, faults } = parseSpec(text, path);
  if (syntax === undefined) throw new CompileError(firstOf(faults));
  return printSyntax(syntax);
};

const designInText = (path: string, text: string): BlockSyntax => {
  const { syntax, faults } = parseSpec(text, path);
  if (syntax === undefined) throw new CompileError(firstOf(faults));
  return syntax.design;
};

const designInJson = (path: string, text: string): BlockSyntax => {
  const read = readDocument(text, path);
  if ("faults" in read) throw new CompileError(firstOf(read.faults));
  return syntaxOf(read.document, path);
};

const resolved = (design: BlockSyntax, path: string | undefined, ports: SpecPorts): ReadSpec => {
  const { spec, places, faults } = resolveSpec(design, path, ports);
  if (spec === undefined) throw new CompileError(firstOf(inTextOrder(faults)));
  return { spec, places };
};

/** Faults beyond these are counted, not shown. */
const mostShownFaults = 20;

const firstOf = (faults: readonly Diagnostic[]): readonly Diagnostic[] =>
  faults.length <= mostShownFaults
    ? faults
    : [...faults.slice(0, mostShownFaults), tooManyErrors(faults.length - mostShownFaults)];
