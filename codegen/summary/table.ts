/** Columns that line up in a terminal. */

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
