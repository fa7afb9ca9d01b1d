/** The words of a specification. Order matters: the first pattern that matches wins. */
import { createToken, type IToken, Lexer, type TokenType } from "chevrotain";
import { keywordAmong, sign, stringPattern } from "../../../ir/parse/common-tokens.ts";
import { measured } from "../../../support/units.ts";
import { budgetUnits } from "../tables/search.ts";
import { isEntryName } from "../tables/entries.ts";

export const WhiteSpace = createToken({
  name: "WhiteSpace",
  // Editors of one system begin a file with a byte order mark.
  pattern: /[ \t\n\r\ufeff]+/,
  group: Lexer.SKIPPED,
  line_breaks: true,
});
export const Comment = createToken({ name: "Comment", pattern: /#[^\n\r]*/, group: "comments" });
export const StringLiteral = createToken({ name: "StringLiteral", label: 'a quoted "string"', pattern: stringPattern });
export const Shape = createToken({ name: "Shape", label: "a shape such as 3x32x32", pattern: /\d+(?:x\d+)+/ });
export const Shares = createToken({ name: "Shares", label: "shares such as 60/20/20", pattern: /\d+(?:\/\d+)+/ });
export const NumberLiteral = createToken({
  name: "NumberLiteral",
  label: "a number",
  pattern: /-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?/,
});
export const Identifier = createToken({ name: "Identifier", label: "a name", pattern: /[A-Za-z_][A-Za-z0-9_]*/ });

const keyword = keywordAmong(Identifier);

export const Design = keyword("design");
export const In = keyword("in");
export const Step = keyword("step");
export const Bind = keyword("bind");
export const Total = keyword("total");
export const Accuracy = keyword("accuracy");
export const From = keyword("from");
export const Require = keyword("require");
export const Minimize = keyword("minimize");
export const Maximize = keyword("maximize");
export const Drop = keyword("drop");
export const Of = keyword("of");
const keywords = [Design, In, Step, Bind, Total, Accuracy, From, Require, Minimize, Maximize, Drop, Of];
const isKeyword = (word: string): boolean => keywords.some(({ PATTERN }) => PATTERN === word);

export const LeftBrace = sign("LeftBrace", "{");
export const RightBrace = sign("RightBrace", "}");
export const Comma = sign("Comma", ",");
export const Equals = sign("Equals", "=");
export const Dots = sign("Dots", "..");
export const Relation = createToken({ name: "Relation", label: "<= or >=", pattern: /<=|>=|[\u2264\u2265]/ });

const unitPattern = /(?:[A-Za-z\u00b5\u03bc][A-Za-z0-9\u00b2]*(?:[/*][A-Za-z]+)*|%|\/[A-Za-z]+)/y;
const isUnit = (word: string): boolean =>
  measured(1, word) !== undefined || budgetUnits.some(unit => unit === word || unit === `${word}s`);

/**
 * A word behind a number, or behind the brace of a list, on the same line: a unit where there is such a unit; otherwise a
 * mistyped one where no value follows, as it would behind the name of a setting.
 */
const unitAt = (text: string, offset: number, tokensBefore: readonly IToken[]): RegExpExecArray | null => {
  const previous = tokensBefore.at(-1);
  if (previous?.tokenType !== NumberLiteral && previous?.tokenType !== RightBrace) return null;
  unitPattern.lastIndex = offset;
  const match = unitPattern.exec(text);
  if (match === null || hasLineBreak(text, endOf(previous), offset)) return null;
  const [word] = match;
  if (isUnit(word)) return match;
  const isForeign = !isEntryName(word) && !isKeyword(word);
  return isForeign && endsValue(text, offset + word.length) ? match : null;
};

const endOf = ({ endOffset = 0 }: IToken): number => endOffset + 1;

const hasLineBreak = (text: string, from: number, to: number): boolean => {
  for (let i = from; i < to; i++) if (text[i] === "\n" || text[i] === "\r") return true;
  return false;
};

/** Does the line, the list, the block or the end of a range follow? */
const endsValue = (text: string, from: number): boolean => {
  let next = from;
  while (text[next] === " " || text[next] === "\t") next++;
  return next >= text.length || "\r\n#},.".includes(text[next] ?? "") || text.startsWith("step", next);
};

export const Unit = createToken({
  name: "Unit",
  label: "a unit",
  pattern: { exec: unitAt },
  line_breaks: false,
});

export const tokens: TokenType[] = [
  WhiteSpace,
  Comment,
  StringLiteral,
  Shape,
  Shares,
  Unit,
  NumberLiteral,
  ...keywords,
  Identifier,
  LeftBrace,
  RightBrace,
  Comma,
  Equals,
  Dots,
  Relation,
];
