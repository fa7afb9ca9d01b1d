/** A validation as text: model against reference, row by row. */
import {
  errorOf,
  type Validation,
  type ValidationRow,
  type Verdict,
  verdictOf,
} from "../accelerators/validation/validation.ts";
import { formatWhole, threeDigits } from "../support/digits.ts";
import { formatTable } from "../codegen/summary/table.ts";

const verdictTexts = {
  within: "",
  known: "known deviation",
  stale: "known deviation, but within",
  exceeded: "EXCEEDED",
} as const satisfies Record<Verdict, string>;

export const validationText = ({ name, summary, source }: Validation, rows: readonly ValidationRow[]): string => {
  const header = ["subject", "quantity", "reference", "model", "error", "tolerance", ""];
  const table = formatTable(
    [header, ...rows.map(cellsOf)],
    ["left", "left", "right", "right", "right", "right", "left"],
  );
  const counts = (["within", "known", "stale", "exceeded"] as const).map(
    verdict => [verdict, rows.filter(row => verdictOf(row) === verdict).length] as const,
  );
  const sum = counts.filter(([, count]) => count > 0).map(([verdict, count]) => `${count} ${countNames[verdict]}`);
  return [
    `${name}: ${summary}`,
    `Reference: ${source}.`,
    "",
    ...table,
    "",
    ...reasonsOf(rows).map(({ reason, count }) => `Known deviation (${count} rows): ${reason}`),
    `${name}: ${formatWhole(rows.length)} rows, ${sum.join(", ")}`,
    "",
  ].join("\n");
};

const countNames = {
  within: "within their tolerance",
  known: "known deviations",
  stale: "listed as deviations, but within",
  exceeded: "EXCEEDED",
} as const satisfies Record<Verdict, string>;

const cellsOf = (row: ValidationRow): readonly string[] => [
  row.subject,
  row.quantity,
  formatValue(row.reference),
  formatValue(row.model),
  formatError(errorOf(row)),
  formatTolerance(row.tolerance),
  verdictTexts[verdictOf(row)],
];

/** Each reason once, with the number of rows that give it. */
export const reasonsOf = (
  rows: readonly ValidationRow[],
): readonly { readonly reason: string; readonly count: number }[] => {
  const counts = new Map<string, number>();
  for (const { deviation } of rows)
    if (deviation !== undefined) counts.set(deviation.reason, (counts.get(deviation.reason) ?? 0) + 1);
  return [...counts].map(([reason, count]) => ({ reason, count }));
};

/** Counts whole, everything else to three digits. */
export const formatValue = (value: number): string =>
  Number.isInteger(value) || value >= 1000 ? formatWhole(value) : threeDigits(value);

/** `+5.41 %`; what rounds to nothing has no sign. */
export const formatError = (error: number): string => {
  const percent = Math.abs(100 * error);
  if (percent === 0) return "0 %";
  if (percent < 0.001) return "<0.001 %";
  return `${error < 0 ? "-" : "+"}${Number.isFinite(percent) ? threeDigits(percent) : "infinite"} %`;
};

export const formatTolerance = (tolerance: number): string => (tolerance === 0 ? "equal" : `${100 * tolerance} %`);
