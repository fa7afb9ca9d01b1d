/** How far each estimate may be off: bands of the literature, proofs of the search, and what was not looked at. */
import type { PlanBand, PlanMetrics } from "../../../accelerators/plan.ts";
import { threeDigits } from "../../../support/digits.ts";
import type { Scaled } from "../../summary/format.ts";
import { searchText } from "../../summary/verdict.ts";
import { drawChart } from "../chart.ts";
import type { Block, Table } from "../content.ts";
import { paragraph } from "../content.ts";
import { scaled, typeset } from "../numbers.ts";
import type { PlanSection } from "./view.ts";

/** `accuracyDropDb` is accuracy in another unit, as far as not being known goes. */
const wordsOf = (metric: string): string =>
  metric
    .replace(/(Drop|Db|Pj|Mm2|Seconds|Cycles|Watts|Bytes|PerSecond|Band)+$/, "")
    .replaceAll(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`);

interface Estimate {
  readonly name: string;
  readonly value: number;
  readonly band: PlanBand;
  readonly kind: Scaled;
}

export const uncertainty: PlanSection = async ({ plan }) => {
  const estimates = estimatesIn(plan.metrics);
  const unknown = new Set(
    plan.metrics.unknown.map(({ metric, reason }) => `Not known: ${wordsOf(metric)}, since ${reason}.`),
  );
  const blocks: readonly Block[] = [
    ...(estimates.length === 0 ? [] : [await figureOf(estimates)]),
    paragraph(typeset(searchText(plan)) + "."),
    ...[...unknown].map(text => paragraph(text)),
  ];
  return {
    id: "uncertainty",
    title: "Uncertainty",
    explanation:
      "A band spans what published tables say of the same machine: every cost at its lowest, every cost at its highest. Latency has none, since cycles follow from the mapping; what the model of time leaves out stands under Sources.",
    blocks,
  };
};

const estimatesIn = ({ energyPj, energyPjBand, areaMm2, areaMm2Band }: PlanMetrics): readonly Estimate[] => [
  ...(energyPj === null || energyPjBand === null
    ? []
    : [{ name: "Energy", value: energyPj, band: energyPjBand, kind: "picojoules" } as const]),
  ...(areaMm2 === null || areaMm2Band === null
    ? []
    : [{ name: "Area", value: areaMm2, band: areaMm2Band, kind: "squareMm" } as const]),
];

const figureOf = async (estimates: readonly Estimate[]): Promise<Block> => {
  const values = estimates
    .filter(({ value }) => value > 0)
    .map(({ name, value, band, kind }) => ({
      name,
      low: band.low / value,
      high: band.high / value,
      middle: 1,
      tip: `${name}: ${scaled(band.low, kind)} to ${scaled(band.high, kind)}, estimate ${scaled(value, kind)}`,
    }));
  const y = { field: "name", type: "nominal", sort: null, axis: { title: null } };
  const picture = await drawChart("Bands of energy and area around their estimates", width => ({
    width,
    height: { step: 34 },
    data: { values },
    layer: [
      {
        mark: { type: "bar", height: 12, cornerRadius: 6 },
        encoding: {
          y,
          x: {
            field: "low",
            type: "quantitative",
            scale: { type: "log", nice: false, padding: 12 },
            axis: { title: "Times the estimate", values: [0.1, 0.2, 0.5, 1, 2, 5, 10], format: "~r" },
          },
          x2: { field: "high" },
          fill: { value: "var(--hue-0-2)" },
          description: { field: "tip" },
        },
      },
      {
        mark: { type: "tick", thickness: 4, size: 22 },
        encoding: {
          y,
          x: { field: "middle", type: "quantitative" },
          color: { value: "var(--ink)" },
          description: { field: "tip" },
        },
      },
    ],
  }));
  return { kind: "figure", id: "bands", title: "Bands around the estimates", picture, behind: tableOf(estimates) };
};

const tableOf = (estimates: readonly Estimate[]): Table => ({
  kind: "table",
  id: "band-numbers",
  caption: "Estimates and their bands",
  columns: [
    { name: "Metric", align: "left" },
    { name: "Low", align: "right" },
    { name: "Estimate", align: "right" },
    { name: "High", align: "right" },
    { name: "High over low", align: "right" },
  ],
  rows: estimates.map(({ name, value, band, kind }) => ({
    cells: [
      name,
      scaled(band.low, kind),
      scaled(value, kind),
      scaled(band.high, kind),
      band.low === 0 ? "" : `${threeDigits(band.high / band.low)} times`,
    ],
  })),
});
