/** The picture of two metrics: designs as points, fronts as steps, the picked one in a ring. */
import type { ChartSpec } from "../chart.ts";
import type { RunDesign, RunMetric } from "./explored-run.ts";
import { axisOf, measureText } from "./measures.ts";
import { type SearchView, thinned } from "./view.ts";

export interface PairOfMetrics {
  readonly x: number;
  readonly y: number;
  readonly across: RunMetric;
  readonly up: RunMetric;
  readonly best: readonly RunDesign[];
}

/** Less is better. */
const score = ({ values }: RunDesign, { better }: RunMetric, k: number): number =>
  values[k] == null ? Infinity : (better === "less" ? 1 : -1) * values[k];

/** Beaten by none in these two metrics, from the best in the first one on; of equals the first. */
export const frontOf = (
  designs: readonly RunDesign[],
  across: RunMetric,
  x: number,
  up: RunMetric,
  y: number,
): readonly RunDesign[] => {
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

/** So many designs beside the front are drawn. */
export const mostPoints = 200;

/** So many designs of a front are marked on its line, and stand in its table. */
export const mostOfFront = 300;

export const frontChart = (view: SearchView, pair: PairOfMetrics, width: number, isNarrow: boolean): ChartSpec => {
  const { specification, pick } = view;
  const { x, y, across, up, best } = pair;
  const isKnown = ({ values }: RunDesign): boolean => values[x] != null && values[y] != null;
  const measured = specification.search.designs.filter(isKnown);
  const isBest = new Set(best);
  const others = thinned(
    measured.filter(design => !isBest.has(design)),
    mostPoints,
  );
  const layers = layersFor(pair, measured);
  const baselines = specification.baselines.map(({ designs }) =>
    frontOf(
      designs.filter(({ state }) => state === "within"),
      across,
      x,
      up,
      y,
    ),
  );
  const beyond = others.filter(({ state }) => state !== "within");
  const within = others.filter(({ state }) => state === "within");
  return {
    width,
    height: isNarrow ? 300 : 430,
    layer: [
      ...baselines.map(front => layers.line(front, { stroke: "var(--hue-3)", strokeDash: [5, 4] })),
      layers.points(beyond, { shape: "cross", size: 30, stroke: "var(--soft)", strokeWidth: 1 }),
      layers.points(within, { filled: true, size: 34, color: "var(--hue-0)" }),
      layers.line(best, { stroke: "var(--hue-1)", strokeWidth: 2 }),
      layers.points(thinned(best, mostOfFront), { filled: true, size: 60, color: "var(--hue-1)" }),
      layers.points(pick === undefined ? [] : [pick.design].filter(isKnown), {
        size: 190,
        stroke: "var(--ink)",
        strokeWidth: 2.5,
      }),
    ],
  };
};

interface Layers {
  points(designs: readonly RunDesign[], mark: object): object;
  /** Steps from one to the next, the better in the first metric first. */
  line(designs: readonly RunDesign[], mark: object): object;
}

const layersFor = (pair: PairOfMetrics, measured: readonly RunDesign[]): Layers => {
  const { x, y, across, up } = pair;
  const axis = (metric: RunMetric, k: number): ReturnType<typeof axisOf> =>
    axisOf(
      metric,
      measured.map(({ values }) => values[k] ?? 0),
    );
  const [horizontal, vertical] = [axis(across, x), axis(up, y)];
  const data = (designs: readonly RunDesign[]): object => ({
    values: designs.map(design => ({
      x: (design.values[x] ?? 0) / horizontal.factor,
      y: (design.values[y] ?? 0) / vertical.factor,
      tip: tipOf(design, pair),
    })),
  });
  const scale = { zero: false, nice: true };
  const encoding = {
    x: { field: "x", type: "quantitative", title: horizontal.title, scale },
    y: { field: "y", type: "quantitative", title: vertical.title, scale },
  };
  const interpolate = across.better === "less" ? "step-after" : "step-before";
  return {
    points: (designs, mark) => ({
      data: data(designs),
      mark: { type: "point", opacity: 1, ...mark },
      encoding: { ...encoding, description: { field: "tip" } },
    }),
    line: (designs, mark) => ({
      data: data(designs),
      mark: { type: "line", interpolate, ...mark, aria: false },
      encoding: { ...encoding, order: { field: "x" } },
    }),
  };
};

const tipOf = ({ id, values }: RunDesign, { x, y, across, up }: PairOfMetrics): string =>
  `${id}: ${across.name} ${measureText(across.measure, values[x] ?? 0)}, ${up.name} ${measureText(up.measure, values[y] ?? 0)}`;
