/** Where in the text a token stands, for diagnostics. */
import type { IToken } from "chevrotain";
import type { Place } from "../../support/diagnostic.ts";

/** A text that is being read, and its name where it has one. */
export interface SourceText {
  readonly file: string | undefined;
  readonly lines: readonly string[];
}

/** Longer lines (a weight in base64) are not shown. */
const longestShownLine = 240;

export const sourceText = (text: string, file: string | undefined): SourceText => ({
  file,
  lines: text.split(/\r\n|\r|\n/),
});

/** @param line counted from 1; @param column counted from 1. */
export const placeAt = ({ file, lines }: SourceText, line: number, column: number): Place => {
  const text = lines[line - 1];
  const shown = text !== undefined && text.length <= longestShownLine;
  return {
    ...(file === undefined ? {} : { file }),
    line,
    column,
    ...(shown ? { source: withoutHostile(text) } : {}),
  };
};

export const placeOf = (source: SourceText, token: IToken): Place =>
  placeAt(source, token.startLine ?? 1, token.startColumn ?? 1);

/** Just behind a token: where something is missing. */
export const placeBehind = (source: SourceText, token: IToken): Place =>
  placeAt(source, token.endLine ?? 1, (token.endColumn ?? 0) + 1);

/** One character stands for each that a terminal would act on, so that the caret still points at its column. */
const withoutHostile = (line: string): string =>
  line.replace(/\t/g, " ").replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, hidden => "\ufffd".repeat(hidden.length));
