/**
 * Reads the text form of a graph. Load this module when text is to be read: it brings Chevrotain, whose start-up nobody
 * else should pay.
 */
import { Lexer } from "chevrotain";
import { CompileError, type Diagnostic } from "../../support/diagnostic.ts";
import type { Graph } from "../graph.ts";
import { verifyGraph } from "../verify.ts";
import { TextParser } from "./grammar.ts";
import { tooManyErrors } from "./messages.ts";
import { sourceText } from "./place.ts";
import { readNetwork } from "./read.ts";
import { mostShownFaults, type Reading } from "./reading.ts";
import { expectations, inTextOrder, syntaxDiagnostics } from "./syntax-errors.ts";
import type { NetworkSyntax } from "./syntax.ts";
import { tokens } from "./tokens.ts";

const lexer = new Lexer(tokens, { ensureOptimizations: true });
const parser = new TextParser(expectations);

/**
 * The graph that `text` describes; always a valid one.
 * @param file the text's name in diagnostics.
 * @throws CompileError with every fault found: of the syntax, or where that is right, of names, types and attributes.
 */
export const parseGraph = (text: string, file?: string): Graph => {
  const source = sourceText(text, file);
  const lexed = lexer.tokenize(text);
  parser.input = lexed.tokens;
  const network = parser.network() as NetworkSyntax | undefined;
  const syntaxFaults = syntaxDiagnostics(source, lexed.errors, parser.errors);
  // The parser keeps its input; a text with weights is large.
  parser.input = [];
  if (syntaxFaults.length > 0 || network === undefined) throw new CompileError(firstOf(syntaxFaults));
  const reading: Reading = { source, faults: [], values: new Map() };
  const graph = readNetwork(reading, network);
  const faults = reading.faults.length > 0 ? inTextOrder(reading.faults) : verifyGraph(graph);
  if (faults.length > 0) throw new CompileError(firstOf(faults));
  return graph;
};

const firstOf = (faults: readonly Diagnostic[]): readonly Diagnostic[] =>
  faults.length <= mostShownFaults
    ? faults
    : [...faults.slice(0, mostShownFaults), tooManyErrors(faults.length - mostShownFaults)];
