/** Comma-separated values that spreadsheets read as they were meant. */

export type Cell = string | number | null;

/**
 * Records end in CRLF; cells with a comma, a quote or a line break stand in quotes, quotes doubled (RFC 4180). Text that a
 * spreadsheet would take for a formula gets a leading apostrophe, since layer names come from files of strangers (OWASP,
 * "CSV Injection").
 */
export const formatCsv = (records: readonly (readonly Cell[])[]): string =>
  records.map(record => `${record.map(formatCell).join(",")}\r\n`).join("");

const formatCell = (cell: Cell): string => {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const harmless = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
};
