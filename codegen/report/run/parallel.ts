/** Parallel coordinates: every design a line through the choices that make it and the objectives that it comes to. */
import { drawChart, type ChartSpec } from "../chart.ts";
import { measureText } from "./measures.ts";
import type { RunDesign } from "./explored-run.ts";
import { type RunSection, type SearchView, thinned } from "./view.ts";

/** More lines would be a blur. */
const mostLines = 120;
/** More axes can't be told apart. */
const mostAxes = 24;

export const parallelCoordinates: RunSection = async view => {
  const { specification, prefix, heading, front, pick } = view;
  const axes = axesOf(view);
  const measured = specification.search.designs.filter(({ values }) => values.some(value => value !== null));
  if (axes.length < 2 || measured.length < 2) return undefined;
  const isFront = new Set(front);
  const others = measured.filter(design => !isFront.has(design) && design !== pick?.design);
  const lines = thinned(others, Math.max(0, mostLines - front.length));
  const drawn = { lines, axes };
  return {
    id: `${prefix}parallel`,
    title: heading("Choices and what comes of them"),
    explanation: `Every line is a design: through its choices, one value above the other in their order, and its objectives, the best at the top (on a narrow screen at the right). All designs of the front are drawn, and of ${others.length} others ${lines.length}, spread evenly over the search.`,
    blocks: [
      {
        kind: "figure",
        id: `${prefix}parallel-chart`,
        title: "Parallel coordinates",
        picture: await drawChart(
          `Parallel coordinates of ${front.length + lines.length} designs over ${axes.length} axes`,
          (width, isNarrow) => chartOf(view, drawn, width, isNarrow),
        ),
        colourings: [
          {
            name: "one",
            label: "",
            key: [
              { colour: "hue-1", label: "on the front" },
              { colour: "hue-0-2", label: "within the limits" },
              { colour: "line", label: "beyond a limit" },
              ...(pick === undefined ? [] : [{ colour: "ink", label: `picked: ${pick.design.id}` }]),
            ],
          },
        ],
        behind: { text: "the table of designs", link: `#${prefix}designs` },
      },
    ],
  };
};

interface Axis {
  readonly name: string;
  /** Where a design's value stands, 0 to 1; null where it has none. */
  readonly placeOf: (design: RunDesign) => number | null;
  readonly ticks: readonly { readonly place: number; readonly text: string }[];
}

const axesOf = ({ specification: { choices, metrics, objectives, search } }: SearchView): readonly Axis[] => {
  const goals = metrics.slice(0, objectives.length).map((metric, k): Axis => {
    const known = search.designs.flatMap(({ values }) => values[k] ?? []);
    const [low, high] = [Math.min(...known), Math.max(...known)];
    const [worst, best] = metric.better === "less" ? [high, low] : [low, high];
    return {
      name: metric.name,
      placeOf: ({ values }) => (values[k] == null ? null : best === worst ? 1 : (values[k] - worst) / (best - worst)),
      ticks: [
        { place: 0, text: measureText(metric.measure, worst) },
        { place: 1, text: measureText(metric.measure, best) },
      ],
    };
  });
  const chosen = choices.slice(0, mostAxes - goals.length).map(({ name, values = [] }, k): Axis => ({
    name,
    placeOf: ({ places }) => places[k] ?? null,
    ticks: ticksOf(values),
  }));
  return [...chosen, ...goals];
};

/** Of many values the ends suffice. */
const ticksOf = (values: readonly string[]): Axis["ticks"] => {
  const last = Math.max(1, values.length - 1);
  const all = values.map((text, i) => ({ place: i / last, text }));
  return all.length <= 6 ? all : all.filter((_, i) => i === 0 || i === all.length - 1);
};

interface Drawn {
  readonly lines: readonly RunDesign[];
  readonly axes: readonly Axis[];
}

/** On a narrow screen axes lie one below the other. */
const chartOf = (view: SearchView, { lines, axes }: Drawn, width: number, isNarrow: boolean): ChartSpec => {
  const { front, pick } = view;
  const along = isNarrow ? "y" : "x";
  const across = isNarrow ? "x" : "y";
  const position = {
    field: "axis",
    type: "ordinal",
    scale: { domain: axes.map((_, i) => i), padding: isNarrow ? 0.2 : 0.35 },
  };
  const encoding = {
    [along]: { ...position, axis: null },
    [across]: {
      field: "place",
      type: "quantitative",
      axis: null,
      scale: { domain: isNarrow ? [-0.02, 1.02] : [-0.04, 1.04] },
    },
  };
  const linesOf = (designs: readonly RunDesign[], mark: object): object => ({
    data: { values: designs.flatMap(design => pointsOf(design, axes)) },
    mark: { type: "line", strokeWidth: 1.2, ...mark, aria: false, strokeJoin: "round" },
    encoding: { ...encoding, detail: { field: "id", type: "nominal" }, order: { field: "axis" } },
  });
  const label = (text: object, mark: object, values: readonly object[]): object => ({
    data: { values },
    mark: { type: "text", fontSize: 11, aria: false, ...mark },
    encoding: { ...encoding, text },
  });
  const ends = axes.flatMap((_, axis) => [0, 1].map(place => ({ axis, place })));
  const halo = { stroke: "var(--ground)", strokeWidth: 3, strokeJoin: "round" };
  const ticks = axes.flatMap((axis, i) =>
    axis.ticks.map(({ place, text }) => ({ axis: i, place, text: short(text, isNarrow) })),
  );
  const tickMark = isNarrow ? { dy: 11, limit: 90 } : { dx: 5, align: "left", limit: (0.9 * width) / axes.length };
  const names = axes.map(({ name }, axis) => ({ axis, place: isNarrow ? 0 : 1, text: name }));
  const nameMark = isNarrow
    ? { dy: -10, align: "left", fontWeight: "bold", limit: width - 20 }
    : { dy: -14, fontWeight: "bold", limit: width / axes.length };
  return {
    width,
    height: isNarrow ? axes.length * 52 : 400,
    layer: [
      {
        data: { values: ends },
        mark: { type: "line", stroke: "var(--soft)", strokeWidth: 1, aria: false },
        encoding: { ...encoding, detail: { field: "axis", type: "nominal" } },
      },
      linesOf(
        lines.filter(({ state }) => state !== "within"),
        { stroke: "var(--line)" },
      ),
      linesOf(
        lines.filter(({ state }) => state === "within"),
        { stroke: "var(--hue-0-2)" },
      ),
      linesOf(front, { stroke: "var(--hue-1)", strokeWidth: 1.8 }),
      ...(pick === undefined ? [] : [linesOf([pick.design], { stroke: "var(--ink)", strokeWidth: 2.5 })]),
      label({ field: "text" }, { ...tickMark, ...halo }, ticks),
      label({ field: "text" }, tickMark, ticks),
      label({ field: "text" }, { ...nameMark, ...halo }, names),
      label({ field: "text" }, nameMark, names),
    ],
  };
};

const pointsOf = (design: RunDesign, axes: readonly Axis[]): readonly object[] =>
  axes.flatMap((axis, i) => {
    const place = axis.placeOf(design);
    return place === null ? [] : [{ id: design.id, axis: i, place }];
  });

const short = (text: string, isNarrow: boolean): string =>
  isNarrow && text.length > 12 ? `${text.slice(0, 11)}…` : text;
