/** Every row of every validation keeps its tolerance or is a known deviation; docs/cost-model.md shows the same errors. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { validations } from "../../accelerators/validation/index.ts";
import {
  errorOf,
  type Validation,
  type ValidationRow,
  type Verdict,
  verdictOf,
} from "../../accelerators/validation/validation.ts";
import { formatError, formatTolerance, formatValue, reasonsOf } from "../../cli/validation-report.ts";

const measured = Object.values(validations).map((validation: Validation) => ({
  validation,
  rows: validation.rows(),
}));

/** How many there must be, so that none is lost. */
const rowCounts: Readonly<Record<keyof typeof validations, number>> = {
  // 14 mappings: cycles, MACs and their energy, and six numbers of each of 119 pairs of level and tensor.
  timeloop: 14 * 3 + 6 * 119,
  // Ten layers, three dataflows, two arrays, six numbers each.
  "scale-sim": 10 * 3 * 2 * 6,
  // Seven configurations, five numbers each.
  nvdla: 35,
  // Five layers, five numbers each.
  eyeriss: 25,
  nasaic: 6,
  // Twenty products, and the means of both halves.
  "gpu-products": 22,
  // Five devices, two networks, one inference and many.
  "gpu-networks": 20,
  // Eleven designs, five numbers each.
  fpga: 55,
};

describe.each(measured)("$validation.name", ({ validation, rows }) => {
  test("is listed under its name, with all its rows", () => {
    const entries: readonly (readonly [string, Validation])[] = Object.entries(validations);
    expect(entries.find(([, listed]) => listed === validation)?.[0]).toBe(validation.name);
    expect(rows).toHaveLength(rowCounts[validation.name as keyof typeof validations]);
    const labels = rows.map(({ subject, quantity }) => `${subject}: ${quantity}`);
    expect(new Set(labels).size).toBe(rows.length);
  });

  test("no row exceeds its tolerance unless the reason is known, and no reason outlives its row", () => {
    const wrong = rows.filter(row => verdictOf(row) === "exceeded" || verdictOf(row) === "stale");
    expect(wrong).toEqual([]);
  });
});

describe("the verdict", () => {
  const row = { subject: "any", quantity: "any", reference: 100, tolerance: 0.2 };
  const reason = "because";
  test.each<[Verdict, Partial<ValidationRow> & { readonly model: number }]>([
    ["within", { model: 120 }],
    ["within", { model: 80 }],
    ["exceeded", { model: 121 }],
    ["exceeded", { model: 79 }],
    ["exceeded", { model: Number.NaN }],
    ["exceeded", { model: Infinity }],
    ["within", { model: 100, tolerance: 0 }],
    ["exceeded", { model: 100.001, tolerance: 0 }],
    ["within", { model: 0, reference: 0, tolerance: 0 }],
    ["exceeded", { model: 1, reference: 0 }],
    ["known", { model: 150, deviation: { reason, upTo: 0.5 } }],
    ["known", { model: 50, deviation: { reason, upTo: 0.5 } }],
    ["exceeded", { model: 151, deviation: { reason, upTo: 0.5 } }],
    ["stale", { model: 110, deviation: { reason, upTo: 0.5 } }],
    ["known", { model: 150, tolerance: 0, deviation: { reason, corrected: 150 } }],
    ["exceeded", { model: 149, tolerance: 0, deviation: { reason, corrected: 150 } }],
    ["exceeded", { model: Number.NaN, deviation: { reason, corrected: 150 } }],
  ])("%s for %j", (verdict, given) => {
    expect(verdictOf({ ...row, ...given })).toBe(verdict);
  });
});

/** Longer tables are only summed up in the document. */
const mostRows = 100;
const verdicts = { within: "within", known: "known deviation", stale: "", exceeded: "" } as const;

const markdown = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [header, header.map(() => "---"), ...rows].map(cells => `| ${cells.join(" | ")} |`).join("\n");

const overview = markdown(
  ["validation", "rows", "equal", "within tolerance", "largest error of these", "known deviations"],
  measured.map(({ validation, rows }) => {
    const within = rows.filter(row => verdictOf(row) === "within");
    const equal = within.filter(row => errorOf(row) === 0);
    const largest = Math.max(...within.map(row => Math.abs(errorOf(row))));
    const counts = [rows.length, equal.length, within.length].map(String);
    return [validation.name, ...counts, formatError(largest).slice(1), String(rows.length - within.length)];
  }),
);

const detailsOf = ({ validation, rows }: (typeof measured)[number]): readonly string[] => {
  const shown = rows.length > mostRows ? rows.filter(({ deviation }) => deviation !== undefined) : rows;
  const table = markdown(
    [validation.name, "quantity", "reference", "model", "error", "tolerance", "verdict"],
    shown.map(row => [
      row.subject,
      row.quantity,
      formatValue(row.reference),
      formatValue(row.model),
      formatError(errorOf(row)),
      formatTolerance(row.tolerance),
      verdicts[verdictOf(row)],
    ]),
  );
  return [
    `### ${validation.name}`,
    `${validation.summary} Reference: ${validation.source}.`,
    ...(shown.length > 0 ? [table] : []),
    ...reasonsOf(rows).map(({ reason }) => `- ${reason}`),
  ];
};

test("docs/cost-model.md shows these errors and every reason (UPDATE_GOLDEN=1 writes them)", () => {
  const path = join(import.meta.dirname, "../../docs/cost-model.md");
  const text = readFileSync(path, "utf8");
  const [start, end] = ["<!-- measured -->", "<!-- end of measured -->"];
  const [before = "", rest = ""] = text.split(start);
  const [, after = ""] = rest.split(end);
  const wanted = [before + start, overview, ...measured.flatMap(detailsOf), end + after].join("\n\n");
  if (process.env["UPDATE_GOLDEN"] !== undefined) writeFileSync(path, wanted);
  expect(readFileSync(path, "utf8")).toBe(wanted);
});
