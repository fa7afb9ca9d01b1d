/** Charts: Vega-Lite or Vega says what is drawn, Vega draws it as static SVG while the report is made. */
import type { View as VegaView } from "vega";
import type { TopLevelSpec } from "vega-lite";
import { escapeHostile } from "../../support/quote.ts";
import type { Picture } from "./content.ts";
import { pictureOf } from "./picture.ts";

/** Plain data in the language that `$schema` names; Vega-Lite where it names none. Colours are `var(--NAME)` of the theme. */
export type ChartSpec = Readonly<Record<string, unknown>>;

export const vegaSchema = "https://vega.github.io/schema/vega/v6.json";

const wideWidth = 940;
const narrowWidth = 312;

/**
 * Drawn once for wide screens and once for narrow ones, since text that shrinks with its picture can't be read.
 * @param label what the chart shows, in one sentence.
 * @param specOf the chart, so many pixels wide all in all.
 */
export const drawChart = async (
  label: string,
  specOf: (width: number, isNarrow: boolean) => ChartSpec,
): Promise<Picture> => ({
  wide: await draw(label, specOf(wideWidth, false)),
  narrow: await draw(label, specOf(narrowWidth, true)),
});

const draw = async (label: string, given: ChartSpec): Promise<string> => {
  const [{ logger, None, parse, View }, { compile }] = await Promise.all([import("vega"), import("vega-lite")]);
  // It would write to the console.
  const silent = logger(None);
  const spec = withoutHostile({ ...given, config, background: "transparent" });
  const isVega = given["$schema"] === vegaSchema;
  const fitted = { autosize: { type: "fit-x", contains: "padding" }, ...spec } as unknown as TopLevelSpec;
  const compiled = isVega ? spec : compile(fitted, { logger: silent }).spec;
  const view: VegaView = new View(parse(compiled), { renderer: "none", logger: silent });
  try {
    return pictureOf(await view.toSVG(), label);
  } finally {
    view.finalize();
  }
};

/** Names of layers in a chart must not turn a reader's eye either. */
const withoutHostile = <T>(value: T): T => {
  if (typeof value === "string") return escapeHostile(value) as T;
  if (Array.isArray(value)) return value.map(withoutHostile) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]: [string, unknown]) => [key, withoutHostile(each)]),
  ) as T;
};

const ink = "var(--ink)";
const soft = "var(--soft)";
const line = "var(--line)";

const config = {
  font: "sans-serif",
  axis: {
    labelColor: ink,
    titleColor: soft,
    domainColor: soft,
    tickColor: soft,
    gridColor: line,
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: "normal",
    labelLimit: 140,
    titlePadding: 8,
  },
  header: { labelColor: ink, titleColor: soft, labelFontSize: 12 },
  view: { stroke: null },
  text: { fill: ink, fontSize: 12 },
  rule: { stroke: soft },
} as const;
