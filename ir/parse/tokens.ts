/** The words of the text form. Order matters: the first pattern that matches wins. */
import { createToken, Lexer, type TokenType } from "chevrotain";
import { keywordAmong, sign, stringPattern } from "./common-tokens.ts";

const idPattern = /[A-Za-z0-9_.$-]+/y;

const matchAt = (pattern: RegExp, text: string, offset: number): RegExpExecArray | null => {
  pattern.lastIndex = offset;
  return pattern.exec(text);
};

/** A sigil with a plain or a quoted name behind it. */
const idOf =
  (sigil: string) =>
  (text: string, offset: number): RegExpExecArray | null => {
    if (text[offset] !== sigil) return null;
    const name = matchAt(idPattern, text, offset + 1) ?? matchAt(stringPattern, text, offset + 1);
    return name === null ? null : withText(name, sigil + name[0]);
  };

const withText = (match: RegExpExecArray, text: string): RegExpExecArray => {
  match[0] = text;
  return match;
};

/** `// …` to the end of the line, where it stands alone on its line (or, for the other kind, where it does not). */
const comment =
  (alone: boolean) =>
  (text: string, offset: number): RegExpExecArray | null => {
    if (!text.startsWith("//", offset)) return null;
    let before = offset - 1;
    while (text[before] === " " || text[before] === "\t") before--;
    const standsAlone = before < 0 || text[before] === "\n" || text[before] === "\r";
    return standsAlone === alone ? matchAt(/\/\/[^\n\r]*/y, text, offset) : null;
  };

export const WhiteSpace = createToken({
  name: "WhiteSpace",
  pattern: /[ \t\n\r]+/,
  group: Lexer.SKIPPED,
  line_breaks: true,
});
export const LineComment = createToken({
  name: "LineComment",
  pattern: { exec: comment(true) },
  group: Lexer.SKIPPED,
  line_breaks: false,
  start_chars_hint: ["/"],
});
/** Behind a node it names the node's origins; elsewhere it is a plain comment. */
export const TrailingComment = createToken({
  name: "TrailingComment",
  label: "a comment",
  pattern: { exec: comment(false) },
  line_breaks: false,
  start_chars_hint: ["/"],
});
export const ValueName = createToken({
  name: "ValueName",
  label: "a value such as %0",
  pattern: { exec: idOf("%") },
  line_breaks: false,
  start_chars_hint: ["%"],
});
export const AtName = createToken({
  name: "AtName",
  label: "a name such as @weight",
  pattern: { exec: idOf("@") },
  line_breaks: false,
  start_chars_hint: ["@"],
});
export const StringLiteral = createToken({
  name: "StringLiteral",
  label: 'a quoted "string"',
  pattern: { exec: (text, offset) => matchAt(stringPattern, text, offset) },
  line_breaks: false,
  start_chars_hint: ['"'],
});
export const Identifier = createToken({ name: "Identifier", label: "a word", pattern: /[A-Za-z_][A-Za-z0-9_]*/ });

const keyword = keywordAmong(Identifier);

export const Network = keyword("network");
export const Return = keyword("return");
export const As = keyword("as");
export const Elided = keyword("elided");
export const Unknown = keyword("unknown");
export const Base64 = keyword("base64");
export const NumberLiteral = createToken({
  name: "NumberLiteral",
  label: "a number",
  pattern: /-?(?:Infinity|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|NaN/,
  longer_alt: Identifier,
});

export const LeftBrace = sign("LeftBrace", "{");
export const RightBrace = sign("RightBrace", "}");
export const LeftParenthesis = sign("LeftParenthesis", "(");
export const RightParenthesis = sign("RightParenthesis", ")");
export const LeftBracket = sign("LeftBracket", "[");
export const RightBracket = sign("RightBracket", "]");
export const Comma = sign("Comma", ",");
export const Colon = sign("Colon", ":");
export const Equals = sign("Equals", "=");

export const tokens: TokenType[] = [
  WhiteSpace,
  LineComment,
  TrailingComment,
  ValueName,
  AtName,
  StringLiteral,
  Network,
  Return,
  As,
  Elided,
  Unknown,
  Base64,
  NumberLiteral,
  Identifier,
  LeftBrace,
  RightBrace,
  LeftParenthesis,
  RightParenthesis,
  LeftBracket,
  RightBracket,
  Comma,
  Colon,
  Equals,
];
