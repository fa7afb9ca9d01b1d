/** Every diagnostic about sources of accuracy. */
import type { Diagnostic, Place } from "../../support/diagnostic.ts";
import { formatWhole } from "../../support/digits.ts";
import { quote } from "../../support/quote.ts";

const table = (code: string, message: string, place: Place | undefined, help: string): Diagnostic => ({
  code,
  severity: "error",
  message,
  ...(place === undefined ? {} : { where: place }),
  help,
});

export const damagedTable = (file: string, place: Place | undefined, reason: string): Diagnostic =>
  table("TABLE_DAMAGED", `table ${file} can't be read: ${reason}`, place, "it must be CSV, or CSV packed by gzip");

/** @param name of the first network that the table lacks. */
export const rowMissing = (file: string, name: string, lacking: number, place: Place | undefined): Diagnostic =>
  table(
    "TABLE_ROW",
    `table ${file} has no row for ${quote(name)}${lacking > 1 ? ` and ${formatWhole(lacking - 1)} more networks of the space` : ""}`,
    place,
    "its column arch must have every network of the space",
  );

export const cellWithoutNumber = (
  file: string,
  line: number,
  column: string,
  found: string,
  place: Place | undefined,
): Diagnostic =>
  table(
    "TABLE_NUMBER",
    `table ${file} has no number in line ${line}, column ${column}, but ${quote(found)}`,
    place,
    "name a column of accuracies",
  );
