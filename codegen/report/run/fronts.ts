/** Any two metrics against one another: what was found, what is beaten by nothing in these two, and the design that was picked. */
import { drawChart, type ChartSpec } from "../chart.ts";
import type { Figure, Table } from "../content.ts";
import { axisOf, measureCell, measureText } from "./measures.ts";
import type { RunDesign, RunMetric } from "./explored-run.ts";
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
  const all = `${front.length} ${front.length === 1 ? "design stands" : "designs stand"} on the front of ${length === 1 ? "the only objective" : `all ${length} objectives`}`;
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
      chartOf(view, { x, y, across, up, best }, width, isNarrow),
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

interface PairOfMetrics {
  readonly x: number;
  readonly y: number;
  readonly across: RunMetric;
  readonly up: RunMetric;
  readonly best: readonly RunDesign[];
}

/** Beaten by none in these two metrics, from the best in the first one on; of equals the first. */
export const frontOf = (
  designs: readonly RunDesign[],
  across: RunMetric,
  x: number,
  up: RunMetric,
  y: number,
): readonly RunDesign[] => {
  const score = ({ values }: RunDesign, { better }: RunMetric, k: number): number =>
    values[k] == null ? Infinity : (better === "less" ? 1 : -1) * values[k];
  const known = designs.filter(({ values }) => values[x] != null && values[y] != null);
  const ordered = known.toSorted(
    (a, b) => score(a, across, x) - score(b, across, x) || score(a, up, y) - score(b, up, y) || a.number - b.number,
  );
  let least = Infinity;
  return ordered.filter(design => {
    if (score(design, up, y) >= least) return false;
    least = score(design, up, y);
    return true;
  });
};

const mostPoints = 200;

const chartOf = (view: SearchView, pair: PairOfMetrics, width: number, isNarrow: boolean): ChartSpec => {
  const { specification, pick } = view;
  const { x, y, across, up, best } = pair;
  const measured = specification.search.designs.filter(({ values }) => values[x] != null && values[y] != null);
  const isBest = new Set(best);
  const others = thinned(
    measured.filter(design => !isBest.has(design)),
    mostPoints,
  );
  const axes = [
    axisOf(
      across,
      measured.map(({ values }) => values[x] ?? 0),
    ),
    axisOf(
      up,
      measured.map(({ values }) => values[y] ?? 0),
    ),
  ] as const;
  const point = (design: RunDesign): object => ({
    x: (design.values[x] ?? 0) / axes[0].factor,
    y: (design.values[y] ?? 0) / axes[1].factor,
    tip: tipOf(design, pair),
  });
  const encoding = {
    x: { field: "x", type: "quantitative", title: axes[0].title, scale: { zero: false, nice: true } },
    y: { field: "y", type: "quantitative", title: axes[1].title, scale: { zero: false, nice: true } },
  };
  const layer = (designs: readonly RunDesign[], mark: object): object => ({
    data: { values: designs.map(point) },
    mark,
    encoding: { ...encoding, description: { field: "tip" } },
  });
  const line = (designs: readonly RunDesign[], mark: object): object => ({
    data: { values: designs.map(point) },
    mark: { type: "line", interpolate: across.better === "less" ? "step-after" : "step-before", ...mark, aria: false },
    encoding: { ...encoding, order: { field: "x" } },
  });
  return {
    width,
    height: isNarrow ? 300 : 430,
    layer: [
      ...specification.baselines.map(baseline =>
        line(
          frontOf(
            baseline.designs.filter(({ state }) => state === "within"),
            across,
            x,
            up,
            y,
          ),
          { stroke: "var(--hue-3)", strokeDash: [5, 4] },
        ),
      ),
      layer(
        others.filter(({ state }) => state !== "within"),
        { type: "point", shape: "cross", size: 30, stroke: "var(--soft)", strokeWidth: 1, opacity: 1 },
      ),
      layer(
        others.filter(({ state }) => state === "within"),
        { type: "point", filled: true, size: 34, color: "var(--hue-0)", opacity: 1 },
      ),
      line(best, { stroke: "var(--hue-1)", strokeWidth: 2 }),
      layer(best, { type: "point", filled: true, size: 60, color: "var(--hue-1)", opacity: 1 }),
      ...(pick === undefined || pick.design.values[x] == null || pick.design.values[y] == null
        ? []
        : [layer([pick.design], { type: "point", size: 190, stroke: "var(--ink)", strokeWidth: 2.5, opacity: 1 })]),
    ],
  };
};

const tipOf = ({ id, values }: RunDesign, { x, y, across, up }: PairOfMetrics): string =>
  `${id}: ${across.name} ${measureText(across.measure, values[x] ?? 0)}, ${up.name} ${measureText(up.measure, values[y] ?? 0)}`;

const tableOf = (view: SearchView, { x, y, across, up, best }: PairOfMetrics, picked: string | undefined): Table => ({
  kind: "table",
  id: `${view.prefix}front-${x + 1}-${y + 1}-table`,
  caption: `The front of ${across.name} and ${up.name}`,
  columns: [
    { name: "Design", align: "left" },
    { name: across.name, align: "right" },
    { name: up.name, align: "right" },
    { name: "Remark", align: "left" },
  ],
  rows: best.map(design => ({
    cells: [
      view.cellOf(design),
      measureCell(across, design.values[x] ?? null),
      measureCell(up, design.values[y] ?? null),
      design.id === picked ? "picked" : view.front.includes(design) ? "on the front of all objectives" : "",
    ],
  })),
});
