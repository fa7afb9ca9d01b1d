/** Columns that line up in a terminal. */

import { groupBy } from "../../support/group-by.ts";

export type Alignment = "left" | "right";

/** One line per row, cells padded to the widest of their column and two spaces apart; no trailing blanks. */
export const formatTable = (
  rows: readonly (readonly string[])[],
  alignments: readonly Alignment[],
): readonly string[] => {
  const widths = alignments.map((_, column) => Math.max(0, ...rows.map(row => widthOf(row[column] ?? ""))));
  return rows.map(row =>
    row
      .map((cell, column) => pad(cell, widths[column] ?? 0, alignments[column] ?? "left"))
      .join("  ")
      .trimEnd(),
  );
};

/** The same without the columns that have nothing below their heading. */
export const formatFilled = (
  rows: readonly (readonly string[])[],
  alignments: readonly Alignment[],
): readonly string[] => {
  const isFilled = alignments.map((_, column) => rows.slice(1).some(row => (row[column] ?? "") !== ""));
  return formatTable(
    rows.map(row => row.filter((_, column) => isFilled[column])),
    alignments.filter((_, column) => isFilled[column]),
  );
};

/** In code points: enough for the names that layers have. */
const widthOf = (text: string): number => Array.from(text).length;

const pad = (text: string, width: number, alignment: Alignment): string => {
  const blanks = " ".repeat(Math.max(0, width - widthOf(text)));
  return alignment === "left" ? text + blanks : blanks + text;
};

/** At most `width` characters; the middle gives way, since both ends of a layer's name tell. */
export const abridge = (text: string, width: number): string => {
  const characters = Array.from(text);
  if (characters.length <= width) return text;
  const tail = Math.floor((width - 1) / 2);
  return `${characters.slice(0, width - 1 - tail).join("")}…${tail === 0 ? "" : characters.slice(-tail).join("")}`;
};

/**
 * Names cut to `width` as `abridge` does, but such that those that differ stay different: where cuts coincide, the beginning
 * that the names share gives way too.
 */
export const abridgeApart = (names: readonly string[], width: number): readonly string[] => {
  const shown = new Map<string, string>();
  const cut = (group: readonly string[], from: number): void => {
    for (const [text, alike] of groupBy(group, name => abridgeFrom(name, from, width))) {
      const [first] = alike;
      // Texts coincide over half their width at least, so that `from` grows with each round.
      if (alike.length > 1) cut(alike, Math.max(0, sharedLength(alike) - Math.floor(width / 4)));
      else if (first !== undefined) shown.set(first, text);
    }
  };
  cut([...new Set(names)], 0);
  return names.map(name => shown.get(name) ?? name);
};

const abridgeFrom = (text: string, from: number, width: number): string =>
  from === 0 ? abridge(text, width) : `…${abridge(Array.from(text).slice(from).join(""), width - 1)}`;

/** How many characters all begin with. */
const sharedLength = (names: readonly string[]): number => {
  const [first = [], ...others] = names.map(name => Array.from(name));
  const end = first.findIndex((character, i) => others.some(other => other[i] !== character));
  return end === -1 ? first.length : end;
};

/** Lines of at most `width` characters where the words allow; all but the first are indented by two. */
export const wrap = (text: string, width: number): readonly string[] => {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = `  ${word}`;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
};
