/** Any two metrics against one another: what was found, what is beaten by nothing in these two, and the design that was picked. */
import { formatWhole } from "../../../support/digits.ts";
import { drawChart } from "../chart.ts";
import type { Figure, Table } from "../content.ts";
import { frontChart, frontOf, mostOfFront, mostPoints, type PairOfMetrics } from "./front-chart.ts";
import { measureCell } from "./measures.ts";
import { type RunSection, type SearchView, thinned } from "./view.ts";

/** So many metrics are set against one another: five make ten pairs. */
const mostMetrics = 5;

export const fronts: RunSection = async view => {
  const { specification, prefix, heading, front } = view;
  const metrics = specification.metrics.slice(0, mostMetrics);
  if (metrics.length < 2 || view.within.length === 0) return undefined;
  const options: { readonly name: string; readonly blocks: readonly Figure[] }[] = [];
  for (const [x, first] of metrics.entries())
    for (const [y, second] of metrics.entries())
      if (x < y) options.push({ name: `${first.name} × ${second.name}`, blocks: [await figureOf(view, x, y)] });
  const { length } = specification.objectives;
  const all = `${front.length} ${front.length === 1 ? "design stands" : "designs stand"} on the front of ${length === 1 ? "the only objective" : "all objectives"}`;
  return {
    id: `${prefix}fronts`,
    title: heading("Pareto fronts"),
    explanation: `A design on the line of a picture is beaten in its two metrics by no other within the limits; ${all}. Of the other designs at most ${mostPoints} are drawn, spread evenly over the search.`,
    blocks: [{ kind: "alternatives", id: `${prefix}pairs`, label: "Metrics", options }],
  };
};

const figureOf = async (view: SearchView, x: number, y: number): Promise<Figure> => {
  const { specification, prefix, pick } = view;
  const [across, up] = [specification.metrics[x], specification.metrics[y]];
  if (across === undefined || up === undefined) throw new RangeError(`no metrics ${x} and ${y}`);
  const best = frontOf(view.within, across, x, up, y);
  const title = `${up.name} over ${across.name}`;
  return {
    kind: "figure",
    id: `${prefix}front-${x + 1}-${y + 1}`,
    title,
    picture: await drawChart(`${title}: ${best.length} designs on the front`, (width, isNarrow) =>
      frontChart(view, { x, y, across, up, best }, width, isNarrow),
    ),
    colourings: [{ name: "one", label: "", key: keyOf(view) }],
    behind: tableOf(view, { x, y, across, up, best }, pick?.design.id),
  };
};

const keyOf = ({ specification: { baselines }, pick }: SearchView): readonly { colour: string; label: string }[] => [
  { colour: "hue-1", label: "on the front" },
  { colour: "hue-0", label: "within the limits" },
  { colour: "soft", label: "beyond a limit (crosses)" },
  ...(pick === undefined ? [] : [{ colour: "ink", label: `picked: ${pick.design.id} (ring)` }]),
  ...baselines.map(({ strategy }) => ({ colour: "hue-3", label: `front of ${strategy} (dashed)` })),
];

const tableOf = (view: SearchView, { x, y, across, up, best }: PairOfMetrics, picked: string | undefined): Table => ({
  kind: "table",
  id: `${view.prefix}front-${x + 1}-${y + 1}-table`,
  caption: `The front of ${across.name} and ${up.name}${best.length > mostOfFront ? `: ${formatWhole(mostOfFront)} of its ${formatWhole(best.length)} designs, spread evenly over it` : ""}`,
  columns: [
    { name: "Design", align: "left" },
    { name: across.name, align: "right" },
    { name: up.name, align: "right" },
    { name: "Remark", align: "left" },
  ],
  rows: thinned(best, mostOfFront).map(design => ({
    cells: [
      view.cellOf(design),
      measureCell(across, design.values[x] ?? null),
      measureCell(up, design.values[y] ?? null),
      design.id === picked ? "picked" : view.front.includes(design) ? "on the front of all objectives" : "",
    ],
  })),
});
