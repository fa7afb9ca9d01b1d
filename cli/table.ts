/** Columns of text that line up. */

/** One line per row; every column but the last is as wide as its longest cell. */
export const formatTable = (header: readonly string[], rows: readonly (readonly string[])[]): string => {
  const lines = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...lines.map(line => line[column]?.length ?? 0)));
  return lines
    .map(line => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  "))
    .map(line => `${line.trimEnd()}\n`)
    .join("");
};
