/** Parallel coordinates: every design a line through the choices that make it and the objectives that it comes to. */
import { abridge } from "../../summary/table.ts";
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
    explanation: `Every line is a design: through its choices, whose values stand in their order, and its objectives, the best at the right. All designs of the front are drawn, and of ${others.length} others ${lines.length}, spread evenly over the search.`,
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

const axisHeight = 50;
/** Of 11 pixels, on average, with room to the next. */
const characterWidth = 7;

/** Axes lie one below the other: so their names and values can be read at any width. */
const chartOf = (view: SearchView, { lines, axes }: Drawn, width: number, isNarrow: boolean): ChartSpec => {
  const { front, pick } = view;
  const encoding = {
    y: { field: "axis", type: "ordinal", scale: { domain: axes.map((_, i) => i), padding: 0.5 }, axis: null },
    x: {
      field: "place",
      type: "quantitative",
      axis: null,
      scale: { domain: isNarrow ? [-0.06, 1.06] : [-0.26, 1.05] },
    },
  };
  const linesOf = (designs: readonly RunDesign[], mark: object): object => ({
    data: { values: designs.flatMap(design => pointsOf(design, axes)) },
    mark: { type: "line", strokeWidth: 1.2, ...mark, aria: false, strokeJoin: "round" },
    encoding: { ...encoding, detail: { field: "id", type: "nominal" }, order: { field: "axis" } },
  });
  const text = (mark: object, values: readonly object[]): object => ({
    data: { values },
    mark: { type: "text", aria: false, ...mark },
    encoding: { ...encoding, text: { field: "text" } },
  });
  const ends = axes.flatMap((_, axis) => [0, 1].map(place => ({ axis, place })));
  const most = Math.max(2, ...axes.map(axis => axis.ticks.length));
  const room = Math.floor((isNarrow ? width : 0.72 * width) / most / characterWidth);
  const ticks = axes.flatMap((axis, i) =>
    axis.ticks.map(({ place, text: label }) => ({ axis: i, place, text: abridge(label, room) })),
  );
  const tickMark = { fontSize: 11, dy: 12 };
  const names = axes.map(({ name }, axis) => ({ axis, place: isNarrow ? 0 : -0.03, text: name }));
  const nameMark = isNarrow
    ? { dx: -14, dy: -9, align: "left", fontWeight: "bold", fontSize: 11, limit: width - 20 }
    : { align: "right", fontWeight: "bold", limit: 0.17 * width };
  // Text on lines is read only with the ground around it.
  const halo = { stroke: "var(--ground)", strokeWidth: 3, strokeJoin: "round" };
  return {
    width,
    height: axes.length * axisHeight,
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
      linesOf(front, { stroke: "var(--hue-1)", strokeWidth: 1.6 }),
      ...(pick === undefined ? [] : [linesOf([pick.design], { stroke: "var(--ink)", strokeWidth: 2.5 })]),
      text({ ...tickMark, ...halo }, ticks),
      text(tickMark, ticks),
      text({ ...nameMark, ...halo }, names),
      text(nameMark, names),
    ],
  };
};

const pointsOf = (design: RunDesign, axes: readonly Axis[]): readonly object[] =>
  axes.flatMap((axis, i) => {
    const place = axis.placeOf(design);
    return place === null ? [] : [{ id: design.id, axis: i, place }];
  });
