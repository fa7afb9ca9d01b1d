/** Tables with a header, as the listing commands print them. */
import { formatTable } from "../codegen/summary/table.ts";

/** One line per row, every column left-aligned. */
export const listing = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  formatTable(
    [header, ...rows],
    header.map(() => "left"),
  )
    .map(line => `${line}\n`)
    .join("");
