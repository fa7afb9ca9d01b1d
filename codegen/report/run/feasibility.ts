/** Which limits decide: how many designs keep each, how many miss that one alone, and by how much. */
import { drawChart, type ChartSpec } from "../chart.ts";
import type { Table } from "../content.ts";
import { shareCell, wholeCell } from "../numbers.ts";
import type { RunDesign } from "./explored-run.ts";
import { allDesigns, type RunSection } from "./view.ts";

interface LimitCount {
  readonly limit: string;
  readonly kept: number;
  readonly missedAlone: number;
  readonly missedWithOthers: number;
  /** Of those that miss it, half miss it by no more than this share of the bound. */
  readonly medianMiss: number | null;
}

export const feasibility: RunSection = async view => {
  const { specification, prefix, heading } = view;
  const judged = allDesigns(view).filter(({ state }) => state === "within" || state === "beyond" || state === "pruned");
  if (specification.limits.length === 0 || judged.length === 0) return undefined;
  const counts = specification.limits.map(limit => countOf(limit, judged));
  const table: Table = {
    kind: "table",
    id: `${prefix}limits-table`,
    caption: `${judged.length} designs that could be judged, by limit`,
    columns: [
      { name: "Limit", align: "left" },
      { name: "Keep it", align: "right" },
      { name: "Miss it alone", align: "right", note: "They would be within all limits without it" },
      { name: "Miss it with others", align: "right" },
      { name: "Median miss", align: "right", note: "Of those that miss it, as a share of the bound" },
    ],
    rows: counts.map(({ limit, kept, missedAlone, missedWithOthers, medianMiss }) => ({
      cells: [
        limit,
        wholeCell(kept),
        wholeCell(missedAlone),
        wholeCell(missedWithOthers),
        medianMiss === null ? "" : shareCell(medianMiss),
      ],
    })),
  };
  return {
    id: `${prefix}feasibility`,
    title: heading("Feasibility by limit"),
    explanation:
      "Over all designs of the search and what it is compared with. A limit that many miss alone is the one to question; one that nobody misses decides nothing.",
    blocks: [
      {
        kind: "figure",
        id: `${prefix}feasibility-chart`,
        title: "Designs that keep and miss each limit",
        picture: await drawChart("How many designs keep and miss each limit", (width, isNarrow) =>
          chartOf(counts, width, isNarrow),
        ),
        colourings: [{ name: "one", label: "", key: parts.map(({ colour, label }) => ({ colour, label })) }],
        behind: table,
      },
    ],
  };
};

const countOf = (limit: string, designs: readonly RunDesign[]): LimitCount => {
  const misses = designs.flatMap(({ missed }) => {
    const own = missed.find(each => each.limit === limit);
    return own === undefined ? [] : [{ by: own.by, isAlone: missed.length === 1 }];
  });
  const sorted = misses.map(({ by }) => by).toSorted((a, b) => a - b);
  const missedAlone = misses.filter(({ isAlone }) => isAlone).length;
  return {
    limit,
    kept: designs.length - misses.length,
    missedAlone,
    missedWithOthers: misses.length - missedAlone,
    medianMiss: sorted[Math.floor((sorted.length - 1) / 2)] ?? null,
  };
};

const parts = [
  { field: "kept", label: "keep it", colour: "hue-2" },
  { field: "missedAlone", label: "miss it alone", colour: "hue-1" },
  { field: "missedWithOthers", label: "miss it with others", colour: "hue-1-2" },
] as const;

const chartOf = (counts: readonly LimitCount[], width: number, isNarrow: boolean): ChartSpec => ({
  width,
  height: { step: 26 },
  data: {
    values: counts.flatMap(count =>
      parts.map(({ field, label }, order) => ({
        limit: count.limit,
        part: label,
        order,
        designs: count[field],
        tip: `${count.limit}: ${count[field]} ${label}`,
      })),
    ),
  },
  mark: { type: "bar", height: 16 },
  encoding: {
    y: { field: "limit", type: "nominal", sort: null, title: null, axis: { labelLimit: isNarrow ? 130 : 260 } },
    x: { field: "designs", type: "quantitative", title: "designs", axis: { format: "d", tickMinStep: 1 } },
    color: {
      field: "part",
      type: "nominal",
      legend: null,
      scale: { domain: parts.map(({ label }) => label), range: parts.map(({ colour }) => `var(--${colour})`) },
    },
    order: { field: "order" },
    description: { field: "tip" },
  },
});
