/** When which worker was at which design: the course of the run, not its result. */
import { formatWhole } from "../../../support/digits.ts";
import { drawChart } from "../chart.ts";
import type { ReportSection, Table } from "../content.ts";
import { axisUnit, scaled, scaledCell, shareCell, wholeCell } from "../numbers.ts";
import type { RunSpan } from "./explored-run.ts";

/** Bars of the picture: more make a page heavy, and none is a pixel wide any more. */
const mostBars = 800;

/** Undefined where no times were kept. */
export const workers = async (spans: readonly RunSpan[], evaluated: number): Promise<ReportSection | undefined> => {
  if (spans.length === 0) return undefined;
  const first = spans.reduce((least, { start }) => Math.min(least, start), Infinity);
  const end = spans.reduce((most, span) => Math.max(most, span.end), -Infinity) - first;
  const names = [...new Set(spans.map(({ worker }) => worker))].toSorted(byNumber.compare);
  const least = (end * names.length) / mostBars;
  const bars = names.flatMap(name =>
    barsOf(
      spans.filter(({ worker }) => worker === name),
      least,
    ),
  );
  const { unit, factor } = axisUnit(end, "seconds");
  const picture = await drawChart("Designs over time, by the worker that evaluated them", (width, isNarrow) => ({
    width,
    height: { step: isNarrow ? 24 : 30 },
    data: {
      values: bars.map(bar => ({
        row: bar.worker,
        from: (bar.start - first) / factor,
        to: (bar.end - first) / factor,
        tip: `${bar.worker}: ${bar.text}, from ${scaled(bar.start - first, "seconds")} to ${scaled(bar.end - first, "seconds")}`,
      })),
    },
    mark: { type: "bar", color: "var(--hue-0)", height: { band: 0.8 }, stroke: "var(--ground)", strokeWidth: 0.5 },
    encoding: {
      y: { field: "row", type: "nominal", sort: names, axis: { title: null, labelLimit: isNarrow ? 110 : 260 } },
      x: {
        field: "from",
        type: "quantitative",
        scale: { domain: [0, Math.max(end, Number.MIN_VALUE) / factor], nice: false },
        axis: { title: `Time since the first began, ${unit}` },
      },
      x2: { field: "to" },
      description: { field: "tip" },
    },
  }));
  const merged =
    bars.length < spans.length ? ` Designs that a worker began within ${scaled(least, "seconds")} share a bar.` : "";
  const known =
    spans.length < evaluated
      ? ` Times are known of ${formatWhole(spans.length)} of ${formatWhole(evaluated)} designs.`
      : "";
  return {
    id: "workers",
    title: "Timeline of workers",
    explanation: `Wall times by the clocks of the workers' machines: they differ from run to run, and no result depends on them. Where a run was broken off and gone on with, the pause between is in them.${merged}${known}`,
    blocks: [
      {
        kind: "figure",
        id: "worker-timeline",
        title: "Designs over time, by worker",
        picture,
        behind: tableOf(names, spans, end),
      },
    ],
  };
};

/** `thread 2` before `thread 10`, in the same order on every machine. */
const byNumber = new Intl.Collator("en", { numeric: true });

interface Bar {
  readonly worker: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Of one worker: one per design, but those that begin less than `least` seconds after the bar did belong to it. */
const barsOf = (spans: readonly RunSpan[], least: number): readonly Bar[] => {
  const groups: RunSpan[][] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const group = groups.at(-1);
    const head = group?.[0];
    if (group !== undefined && head !== undefined && span.start - head.start < least) group.push(span);
    else groups.push([span]);
  }
  return groups.flatMap(group => {
    const [head] = group;
    if (head === undefined) return [];
    const text =
      group.length === 1 ? `design ${head.design}` : `${formatWhole(group.length)} designs from ${head.design}`;
    return [{ worker: head.worker, start: head.start, end: Math.max(...group.map(({ end }) => end)), text }];
  });
};

const tableOf = (names: readonly string[], spans: readonly RunSpan[], end: number): Table => ({
  kind: "table",
  id: "worker-table",
  caption: "Time at work, from the first beginning to the last end",
  columns: [
    { name: "Worker", align: "left" },
    { name: "Designs", align: "right" },
    { name: "Time at work", align: "right" },
    { name: "Of the run", align: "right" },
    { name: "A design, mean", align: "right" },
  ],
  rows: names.map(name => {
    const own = spans.filter(({ worker }) => worker === name);
    const busy = own.reduce((sum, span) => sum + span.end - span.start, 0);
    return {
      cells: [
        name,
        wholeCell(own.length),
        scaledCell(busy, "seconds"),
        shareCell(end === 0 ? 0 : busy / end),
        scaledCell(busy / own.length, "seconds"),
      ],
    };
  }),
});
