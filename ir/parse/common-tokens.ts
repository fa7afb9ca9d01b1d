/** Words that the text form of graphs and the specification language have in common. */
import { createToken, type TokenType } from "chevrotain";

/** A JSON string. Both loops run over a single class of characters, so that a string of any length lexes without backtracking. */
export const stringPattern = /"[^"\\\n\r]*(?:\\.[^"\\\n\r]*)*"/y;

/** A word that may stand where names stand, too. */
export const keywordAmong =
  (identifier: TokenType) =>
  (text: string): TokenType =>
    createToken({
      name: `Keyword_${text}`,
      label: `"${text}"`,
      pattern: text,
      longer_alt: identifier,
      categories: identifier,
    });

export const sign = (name: string, text: string): TokenType => createToken({ name, label: `"${text}"`, pattern: text });
