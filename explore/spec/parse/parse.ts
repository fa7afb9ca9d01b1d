/** Text → syntax. Load this module when text is to be read: it brings Chevrotain, whose start-up nobody else should pay. */
import { EOF, type ILexingError, type IRecognitionException, type IToken, Lexer } from "chevrotain";
import { placeAt, placeBehind, placeOf, type SourceText, sourceText } from "../../../ir/parse/place.ts";
import { expectations, inTextOrder } from "../../../ir/parse/syntax-errors.ts";
import type { Diagnostic, Place } from "../../../support/diagnostic.ts";
import { quote, unquote } from "../../../support/quote.ts";
import { badString, neverClosed, syntaxError, tooDeep } from "../messages.ts";
import type { SpecSyntax } from "../syntax.ts";
import { areBalanced, mostDepth, tooDeepBrace, unclosedBlocks } from "./braces.ts";
import { SpecParser } from "./grammar.ts";
import { RightBrace, StringLiteral, tokens } from "./tokens.ts";

const lexer = new Lexer(tokens, { positionTracking: "full" });
const parser = new SpecParser({
  ...expectations,
  buildMismatchTokenMessage: options =>
    options.ruleName === "braces" && options.expected === RightBrace
      ? 'expected an entry or "}"'
      : expectations.buildMismatchTokenMessage(options),
  buildNoViableAltMessage: options =>
    options.ruleName === "entry" ? "expected an entry" : expectations.buildNoViableAltMessage(options),
});

export interface Parsed {
  /** Undefined where the text is at fault. */
  readonly syntax: SpecSyntax | undefined;
  readonly faults: readonly Diagnostic[];
}

/** @param file the text's name in diagnostics. */
export const parseSpec = (text: string, file?: string): Parsed => {
  const source = sourceText(text, file);
  const lexed = lexer.tokenize(text);
  const deep = tooDeepBrace(lexed.tokens);
  if (deep !== undefined) return { syntax: undefined, faults: [tooDeep(mostDepth, placeOf(source, deep))] };
  const design = parser.read(lexed.tokens, token => placeOf(source, token));
  const faults = firstPerLine([
    ...lexed.errors.map(error => lexingFault(source, error)),
    ...stringFaults(source, lexed.tokens),
    ...withoutEchoes(parser.errors, lexed.tokens).map(error => parsingFault(source, error, lexed.tokens)),
  ]);
  parser.input = [];
  if (faults.length > 0 || design === undefined) return { syntax: undefined, faults };
  const comments = (lexed.groups["comments"] ?? []).map(({ image, startOffset }) => ({
    text: image.trimEnd(),
    start: startOffset,
  }));
  return { syntax: { design, comments, text }, faults: [] };
};

/**
 * Behind an error in a block the parser may take its closing brace for that of the block around. Where braces are balanced, what it
 * then says of the end of the text means nothing.
 */
const withoutEchoes = (
  errors: readonly IRecognitionException[],
  all: readonly IToken[],
): readonly IRecognitionException[] => {
  const others = errors.filter(error => !isAtEnd(error));
  return others.length > 0 && areBalanced(all) ? others : errors;
};

const isAtEnd = ({ name, token }: IRecognitionException): boolean =>
  name === "NotAllInputParsedException" || token.tokenType === EOF;

/** What follows the first error of a line is its echo. */
const firstPerLine = (faults: readonly Diagnostic[]): readonly Diagnostic[] => {
  const inOrder = inTextOrder(faults);
  return inOrder.filter(({ where }, i) => i === 0 || where?.line !== inOrder[i - 1]?.where?.line);
};

const lexingFault = (source: SourceText, { line = 1, column = 1 }: ILexingError): Diagnostic => {
  const character = String.fromCodePoint(source.lines[line - 1]?.codePointAt(column - 1) ?? 0xfffd);
  const message =
    character === '"' ? 'this string has no closing " on its line' : `${quote(character)} has no meaning here`;
  return syntaxError(message, placeAt(source, line, column), "<>".includes(character) ? ["require"] : []);
};

const stringFaults = (source: SourceText, all: readonly IToken[]): readonly Diagnostic[] =>
  all
    .filter(({ tokenType, image }) => tokenType === StringLiteral && unquote(image) === undefined)
    .map(token => badString(shortened(token.image), placeOf(source, token)));

const parsingFault = (source: SourceText, error: IRecognitionException, all: readonly IToken[]): Diagnostic => {
  const { token, message, context } = error;
  if (token.tokenType === EOF) return endFault(source, `${message}, found the end of the text`, context.ruleStack, all);
  const previous = "previousToken" in error ? (error.previousToken as IToken | undefined) : undefined;
  // What should begin an entry is wrong where it stands; what an entry lacks is missing at its end.
  const isInEntry = !["braces", "entry", "specification"].includes(context.ruleStack.at(-1) ?? "");
  const isBehind = isInEntry && previous?.endLine !== undefined && previous.endLine < (token.startLine ?? 0);
  const where = isBehind ? placeBehind(source, previous) : placeOf(source, token);
  const found = isBehind ? "the end of the line" : shortened(token.image);
  return syntaxError(`${message}, found ${found}`, where, context.ruleStack);
};

/** At the end of the text, naming the blocks that are still open there. */
const endFault = (
  source: SourceText,
  message: string,
  rules: readonly string[],
  all: readonly IToken[],
): Diagnostic => {
  const line = source.lines.length;
  const place: Place = placeAt(source, line, (source.lines[line - 1]?.length ?? 0) + 1);
  const opened = unclosedBlocks(all);
  return opened.length === 0 ? syntaxError(message, place, rules) : neverClosed(message, place, opened);
};

const longestShownToken = 40;

const shortened = (image: string): string =>
  image.length > longestShownToken ? `${image.slice(0, longestShownToken)}…` : image;
