/** What braces say of a text before it is parsed: how deep they go, and which one lacks its partner. */
import type { IToken } from "chevrotain";
import { Identifier, LeftBrace, RightBrace } from "./tokens.ts";

/** Deeper than any specification goes, and far from where a parser that calls itself gives up. */
export const mostDepth = 32;

/** The first brace that opens too deep. */
export const tooDeepBrace = (all: readonly IToken[]): IToken | undefined => {
  let depth = 0;
  return all.find(({ tokenType }) => {
    if (tokenType === LeftBrace) depth++;
    if (tokenType === RightBrace) depth--;
    return depth > mostDepth;
  });
};

/** Does every brace have its partner? */
export const areBalanced = (all: readonly IToken[]): boolean => {
  let depth = 0;
  const isOver = all.some(({ tokenType }) => {
    if (tokenType === LeftBrace) depth++;
    if (tokenType === RightBrace) depth--;
    return depth < 0;
  });
  return !isOver && depth === 0;
};

interface OpenBlock {
  /** The first word of the block, or its brace where it has none. */
  readonly head: IToken;
}

/**
 * Blocks that lack their closing brace, as `network of line 3`: the one that the indentation gives away (an entry or a brace stands
 * too far to the left for the block that it is still in), else all that are open at the end, outermost first.
 */
export const unclosedBlocks = (all: readonly IToken[]): readonly string[] => {
  const open: OpenBlock[] = [];
  for (const [i, token] of all.entries()) {
    const inner = open.at(-1);
    if (inner !== undefined && isOutside(token, all[i - 1], inner)) return [titleOf(inner)];
    if (token.tokenType === RightBrace) open.pop();
    if (token.tokenType === LeftBrace) open.push({ head: headOf(all, i) });
  }
  return open.map(titleOf);
};

/** Does the token begin a line further to the left than anything of the block, whose brace stands below its first word? */
const isOutside = (token: IToken, previous: IToken | undefined, { head }: OpenBlock): boolean => {
  const { startLine, startColumn = 1, tokenType } = token;
  const leftmost = (head.startColumn ?? 1) + (tokenType === RightBrace ? 0 : 1);
  return previous?.endLine !== startLine && startLine !== head.startLine && startColumn < leftmost;
};

/** Of `network faces {` the word network. */
const headOf = (all: readonly IToken[], brace: number): IToken => {
  const [first, last, self] = [all[brace - 2], all[brace - 1], all[brace]];
  const isHead = first !== undefined && isWord(first) && first.startLine === self?.startLine;
  const head = isHead ? first : (last ?? self);
  if (head === undefined) throw new RangeError(`no brace ${brace}`);
  return head;
};

const isWord = ({ tokenType }: IToken): boolean =>
  tokenType === Identifier || (tokenType.CATEGORIES ?? []).includes(Identifier);

const titleOf = ({ head }: OpenBlock): string => `${head.image} of line ${head.startLine}`;
