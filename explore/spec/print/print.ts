/**
 * The canonical form of a specification: two spaces a level, one space between words, the values of networks and accelerators and
 * the relations of limits in a column, at most one blank line, one-line blocks kept where they fit, comments where they were.
 */
import type { BlockSyntax, EntrySyntax, SpecSyntax } from "../syntax.ts";
import { type Comments, commentsOf, type Gap } from "./comments.ts";
import { accuracyHeadText, blockHeadText, type EntryText, inlineBraces, plainEntryText } from "./entry-text.ts";

/** A text that parses to an equal specification, with a line break at its end. Printing it again changes nothing. */
export const printSyntax = ({ design, comments: all, text }: SpecSyntax): string => {
  const comments = commentsOf(text, all);
  const gap = comments.gap(0, design.span?.start ?? 0);
  const above = gap.trailing === undefined ? gap.lines : [gap.trailing, ...gap.lines];
  const piece = pieceOf(comments, { ...design, isOneLine: false }, 0, undefined);
  const behind = comments.gap(design.span?.end ?? 0, text.length);
  const [lines = []] = aligned([{ ...piece, trailing: behind.trailing }]);
  return `${[...withoutBlanks(above, "first"), ...lines, ...withoutBlanks(behind.lines, "last")].join("\n")}\n`;
};

/** An entry on its way to lines. */
interface Piece {
  /** Comments and blank lines above it. */
  readonly above: readonly string[];
  readonly text: EntryText;
  /** First parts of pieces that follow one another in one column are padded alike. */
  readonly column: string | undefined;
  /** Lines behind the first; none where the entry stands on one line. */
  readonly more: readonly string[];
  /** A comment at the end of the last line. */
  readonly trailing: string | undefined;
}

const pieceOf = (comments: Comments, entry: EntrySyntax, depth: number, parent: string | undefined): Piece => {
  const column = columnOf(entry, parent);
  const { text, block } = partsOf(entry);
  const above = comments.before(block?.open ?? entry.span?.end ?? 0);
  const piece = { above, text, column, more: [], trailing: undefined };
  if (block === undefined) return piece;
  const braces = holdsComments(comments, block) ? undefined : inlineBraces(block);
  if (braces !== undefined && fits(depth, text, braces)) return { ...piece, text: withBraces(text, braces) };
  const { opening, lines } = bodyOf(comments, block, depth + 1);
  const more = [...lines.map(line => (line === "" ? "" : `${indent}${line}`)), "}"];
  return { ...piece, text: withBraces(text, opening === undefined ? "{" : `{  ${opening}`), more };
};

const withBraces = ({ first, rest }: EntryText, braces: string): EntryText => ({
  first,
  rest: rest === "" ? braces : `${rest} ${braces}`,
});

const holdsComments = (comments: Comments, { open, span }: BlockSyntax): boolean =>
  open !== undefined && span !== undefined && comments.isIn(open, span.end);

const indent = "  ";
/** Longer one-line blocks are written over several lines. */
const longestLine = 100;

const fits = (depth: number, { first, rest }: EntryText, braces: string): boolean =>
  depth * indent.length + [first, rest, braces].join(" ").length <= longestLine;

const partsOf = (entry: EntrySyntax): { readonly text: EntryText; readonly block: BlockSyntax | undefined } => {
  switch (entry.kind) {
    case "block":
      return { text: blockHeadText(entry), block: entry };
    case "accuracy":
      return { text: accuracyHeadText(entry), block: entry.block };
    default:
      return { text: plainEntryText(entry), block: undefined };
  }
};

/** The lines between the braces, and a comment behind the opening one. */
const bodyOf = (
  comments: Comments,
  block: BlockSyntax,
  depth: number,
): { readonly opening: string | undefined; readonly lines: readonly string[] } => {
  const pieces: Piece[] = [];
  let opening: string | undefined;
  let end = block.open ?? 0;
  const trail = (trailing: string | undefined): void => {
    const last = pieces.pop();
    if (last === undefined) opening = trailing;
    else pieces.push({ ...last, trailing });
  };
  for (const entry of block.entries) {
    const gap = gapBefore(comments, pieces.length === 0 ? undefined : block.entries[pieces.length - 1], entry, end);
    const isFirst = pieces.length === 0;
    trail(gap.trailing);
    const piece = pieceOf(comments, entry, depth, block.head.text);
    pieces.push({ ...piece, above: [...(isFirst ? withoutBlanks(gap.lines, "first") : gap.lines), ...piece.above] });
    end = entry.span?.end ?? end;
  }
  // The closing brace is the last character of a block.
  const rest = comments.gap(end, (block.span?.end ?? end + 1) - 1);
  const below = withoutBlanks(pieces.length === 0 ? withoutBlanks(rest.lines, "first") : rest.lines, "last");
  trail(rest.trailing);
  return { opening, lines: [...aligned(pieces).flat(), ...below] };
};

/** What stands above an entry: as the text has it, or where there is no text a blank line between the parts of a design. */
const gapBefore = (comments: Comments, previous: EntrySyntax | undefined, entry: EntrySyntax, end: number): Gap => {
  if (entry.span !== undefined) return comments.gap(end, entry.span.start);
  const part = designParts.get(entry.head.text);
  const isApart =
    previous !== undefined && part !== undefined && (part === "own" || part !== designParts.get(previous.head.text));
  return { trailing: undefined, lines: isApart ? [""] : [] };
};

/** Entries of a design that stand together; those of their own stand alone. */
const designParts: ReadonlyMap<string, string> = new Map([
  ["network", "own"],
  ["asic", "own"],
  ["fpga", "own"],
  ["gpu", "own"],
  ["quantize", "choices"],
  ["search", "choices"],
  ["require", "goals"],
  ["minimize", "goals"],
  ["maximize", "goals"],
]);

/** Entries of one column are aligned: all of a network or accelerator, limits, totals, and one-line blocks of a design. */
const columnOf = ({ kind, head }: EntrySyntax, parent: string | undefined): string | undefined => {
  if (parent === "network" || parent === "accelerator") return parent;
  if (kind === "require" || kind === "total") return kind;
  return designParts.get(head.text) === "choices" ? "choices" : undefined;
};

/** Each piece as lines. */
const aligned = (pieces: readonly Piece[]): readonly (readonly string[])[] => {
  const lines: (readonly string[])[] = [];
  let run: Piece[] = [];
  const flush = (): void => {
    const width = Math.max(0, ...run.map(({ text }) => text.first.length));
    for (const piece of run) lines.push(linesOf(piece, width));
    run = [];
  };
  for (const piece of pieces) {
    const [last] = run.slice(-1);
    if (last === undefined || !isInColumn(piece) || piece.column !== last.column || piece.above.includes("")) flush();
    run.push(piece);
    if (!isInColumn(piece)) flush();
  }
  flush();
  return lines;
};

const isInColumn = ({ column, more }: Piece): boolean => column !== undefined && more.length === 0;

const linesOf = ({ above, text: { first, rest }, more, trailing }: Piece, width: number): readonly string[] => {
  const own = [rest === "" ? first : `${first.padEnd(width)} ${rest}`, ...more];
  const last = own.pop() ?? "";
  return [...above, ...own, trailing === undefined ? last : `${last}  ${trailing}`];
};

/** Without the blank lines at one end. */
const withoutBlanks = (lines: readonly string[], end: "first" | "last"): readonly string[] => {
  const at = end === "first" ? lines.findIndex(isText) : lines.findLastIndex(isText) + 1;
  if (end === "first") return at < 0 ? [] : lines.slice(at);
  return lines.slice(0, at);
};

const isText = (line: string): boolean => line !== "";
