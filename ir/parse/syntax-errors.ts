/** Chevrotain's errors in our words. */
import {
  EOF,
  type ILexingError,
  type IParserErrorMessageProvider,
  type IRecognitionException,
  type IToken,
  tokenLabel,
  type TokenType,
} from "chevrotain";
import type { Diagnostic } from "../../support/diagnostic.ts";
import { quote } from "../../support/quote.ts";
import { syntaxError } from "./messages.ts";
import { placeAt, placeBehind, placeOf, type SourceText } from "./place.ts";

/** Says what was expected; what was found is added where the place is known. */
export const expectations: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }) => `expected ${tokenLabel(expected)}`,
  buildNotAllInputParsedMessage: () => "expected the end of the text",
  buildNoViableAltMessage: ({ expectedPathsPerAlt }) => `expected ${anyOf(expectedPathsPerAlt.flat())}`,
  buildEarlyExitMessage: ({ expectedIterationPaths }) => `expected ${anyOf(expectedIterationPaths)}`,
};

/** The first tokens of the paths, each once. */
const anyOf = (paths: readonly (readonly TokenType[])[]): string => {
  const labels = paths.flatMap(([first]) => (first === undefined ? [] : [tokenLabel(first)]));
  return [...new Set(labels)].join(" or ");
};

/** One diagnostic per line at fault, in the order of the text: what follows the first error of a line is its echo. */
export const syntaxDiagnostics = (
  source: SourceText,
  lexing: readonly ILexingError[],
  parsing: readonly IRecognitionException[],
): Diagnostic[] => {
  const all = [
    ...lexing.map(error => lexingError(source, error)),
    ...parsing.map(error => parsingError(source, error)),
  ];
  const inOrder = inTextOrder(all);
  return inOrder.filter((diagnostic, i) => lineOf(diagnostic) !== lineOf(inOrder[i - 1]));
};

export const inTextOrder = (diagnostics: readonly Diagnostic[]): Diagnostic[] =>
  [...diagnostics].sort((a, b) => lineOf(a) - lineOf(b) || columnOf(a) - columnOf(b));

const lineOf = (diagnostic: Diagnostic | undefined): number => diagnostic?.where?.line ?? 0;
const columnOf = (diagnostic: Diagnostic): number => diagnostic.where?.column ?? 0;

const lexingError = (source: SourceText, { line = 1, column = 1 }: ILexingError): Diagnostic => {
  const character = String.fromCodePoint(source.lines[line - 1]?.codePointAt(column - 1) ?? 0xfffd);
  const message =
    character === '"' ? 'this string has no closing " on its line' : `${quote(character)} has no meaning here`;
  return syntaxError(message, placeAt(source, line, column), []);
};

const parsingError = (source: SourceText, error: IRecognitionException): Diagnostic => {
  const previous = previousTokenOf(error);
  const { token, message, context } = error;
  const next = token.tokenType === EOF ? undefined : token;
  const isBehind = previous !== undefined && (next === undefined || next.startLine !== previous.endLine);
  const where = isBehind
    ? placeBehind(source, previous)
    : next === undefined
      ? placeAt(source, 1, 1)
      : placeOf(source, next);
  const found = next === undefined ? "the end of the text" : isBehind ? "the end of the line" : describe(next);
  return syntaxError(`${message}, found ${found}`, where, context.ruleStack);
};

const previousTokenOf = (error: IRecognitionException): IToken | undefined => {
  const previous = "previousToken" in error ? (error.previousToken as IToken | undefined) : undefined;
  return previous?.startLine === undefined || Number.isNaN(previous.startLine) ? undefined : previous;
};

const longestShownToken = 40;

const describe = ({ image }: IToken): string =>
  image.length > longestShownToken ? `${image.slice(0, longestShownToken)}…` : image;
