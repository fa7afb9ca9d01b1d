/** Charts with a bar per layer, in the order in which they run: stacked, one row below another, all on the same scale. */
import { type ChartSpec, drawChart } from "../chart.ts";
import type { Picture } from "../content.ts";
import type { LayerView } from "./view.ts";

export interface Bars {
  /** Beside the row. */
  readonly title: string;
  readonly segments: readonly Segment[];
}

export interface Segment {
  readonly view: LayerView;
  /** In the unit of the axis. */
  readonly value: number;
  /** Position in the stack, from below. */
  readonly order: number;
  /** A colour of the theme. */
  readonly colour: string;
  readonly tip: string;
}

export const drawLayerBars = (label: string, rows: readonly Bars[], axisTitle: string): Promise<Picture> => {
  const count = Math.max(1, ...rows.flatMap(({ segments }) => segments.map(({ view }) => view.number)));
  const highest = Math.max(...rows.map(({ segments }) => tallest(segments)), 0) || 1;
  return drawChart(label, (width, isNarrow) => ({
    spacing: 14,
    vconcat: rows.map((row, i) =>
      rowSpec(row, {
        width,
        isNarrow,
        count,
        highest,
        axisTitle,
        isAlone: rows.length === 1,
        isLast: i === rows.length - 1,
      }),
    ),
  }));
};

const tallest = (segments: readonly Segment[]): number => {
  const sums = new Map<number, number>();
  for (const { view, value } of segments) sums.set(view.number, (sums.get(view.number) ?? 0) + value);
  return Math.max(0, ...sums.values());
};

interface RowFrame {
  readonly width: number;
  readonly isNarrow: boolean;
  readonly count: number;
  readonly highest: number;
  readonly axisTitle: string;
  readonly isAlone: boolean;
  readonly isLast: boolean;
}

/** Room for the axis beside and its labels, which concatenated charts don't count in their width. */
const besideAxis = 62;

const rowSpec = (
  { title, segments }: Bars,
  { width, isNarrow, count, highest, axisTitle, isAlone, isLast }: RowFrame,
): ChartSpec => ({
  width: width - besideAxis,
  height: isAlone ? (isNarrow ? 200 : 280) : isNarrow ? 70 : 90,
  ...(isAlone
    ? {}
    : { title: { text: title, anchor: "start", color: "var(--ink)", fontSize: 12, fontWeight: "normal", offset: 4 } }),
  data: {
    values: stacked(segments).map(({ view, from, to, colour, tip }) => ({
      from: view.number - 0.5 + gap(count),
      to: view.number + 0.5 - gap(count),
      bottom: from,
      top: to,
      colour: `var(--${colour})`,
      href: view.link,
      tip,
    })),
  },
  mark: { type: "rect" },
  encoding: {
    x: {
      field: "from",
      type: "quantitative",
      scale: { domain: [0.5, count + 0.5], nice: false },
      axis: {
        title: isLast ? "Layer, in order of execution" : null,
        labels: isLast,
        format: "d",
        tickMinStep: 1,
        grid: false,
      },
    },
    x2: { field: "to" },
    y: {
      field: "bottom",
      type: "quantitative",
      scale: { domain: [0, highest], nice: isAlone },
      axis: { title: isAlone ? axisTitle : null, tickCount: isAlone ? 6 : 3, minExtent: 40, format: "~s" },
    },
    y2: { field: "top" },
    fill: { field: "colour", type: "nominal", scale: null },
    href: { field: "href" },
    description: { field: "tip" },
  },
});

/** Between bars; none where they are as thin as lines. */
const gap = (count: number): number => (count > 120 ? 0 : 0.06);

interface StackedSegment extends Segment {
  readonly from: number;
  readonly to: number;
}

const stacked = (segments: readonly Segment[]): readonly StackedSegment[] => {
  const tops = new Map<number, number>();
  return segments
    .filter(({ value }) => value > 0)
    .toSorted((a, b) => a.order - b.order)
    .map(segment => {
      const from = tops.get(segment.view.number) ?? 0;
      const to = from + segment.value;
      tops.set(segment.view.number, to);
      return { ...segment, from, to };
    });
};
