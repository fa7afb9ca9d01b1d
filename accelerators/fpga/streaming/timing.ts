/** When each row of a pipeline is done: its latency, and how long queues get where paths part and meet. */
import coefficients from "../coefficients.json" with { type: "json" };
import { type Feed, neededRow, type Pipeline, rowsFrom, rowsOf } from "./pipeline.ts";
import type { Stage } from "./stage.ts";

const { windowStart } = coefficients.integer;

/** When a row's first and last number are there. */
export interface RowTime {
  readonly begin: number;
  readonly end: number;
}

/**
 * When each row of each stage passes: a window waits until so much of the last row that it needs is there, anything else works on
 * numbers as they come; no row starts before the one above it is done, and each takes its share of the stage's interval. An input's rows come at
 * `portBits` per cycle.
 * Ignores: full queues, the depth of arithmetic pipelines, bursts of the bus.
 */
export const rowTimes = (pipeline: Pipeline, intervals: readonly number[]): readonly (readonly RowTime[])[] => {
  const passed: (readonly RowTime[])[] = [];
  for (const [i, { stage, feeds }] of pipeline.stages.entries()) {
    const { rows } = rowsOf(stage);
    const rowCycles = (intervals[i] ?? 0) / rows;
    const isWindow = stage.kind === "matrix" ? stage.filterRows * stage.filterColumns > 1 : stage.taps > 1;
    const lag = stage.kind === "matrix" ? rowCycles / stage.columns : 0;
    const times: RowTime[] = [];
    for (let row = 0; row < rows; row++) {
      const arrivals = feeds.map(feed => arrival(pipeline, passed, stage, feed, row));
      const first = Math.max(
        0,
        ...arrivals.map(({ begin, end }) => (isWindow ? begin + windowStart * (end - begin) : begin)),
      );
      const last = Math.max(0, ...arrivals.map(({ end }) => end));
      const begin = Math.max(times.at(-1)?.end ?? 0, first);
      times.push({ begin, end: Math.max(begin + rowCycles, last + lag) });
    }
    passed.push(times);
  }
  return passed;
};

const arrival = (
  pipeline: Pipeline,
  passed: readonly (readonly RowTime[])[],
  stage: Stage,
  feed: Feed,
  row: number,
): RowTime => {
  const { rows, rowElements, bits } = rowsFrom(pipeline, feed);
  const needed = neededRow(stage, feed, row, rows);
  const cycles = (rowElements * bits) / portBits;
  if ("source" in feed.from) return { begin: needed * cycles, end: (needed + 1) * cycles };
  return passed[feed.from.stage]?.[needed] ?? { begin: 0, end: 0 };
};

/** Bits per cycle of the port through which an input comes: AXI streams of BNN-PYNQ and FINN's shells. */
const portBits = 64;

/** Cycles until the last row of all. */
export const latencyOf = (pipeline: Pipeline, intervals: readonly number[]): number =>
  Math.max(0, ...rowTimes(pipeline, intervals).map(times => times.at(-1)?.end ?? 0));

/** A queue in front of a stage. */
export interface Queue {
  readonly stage: number;
  readonly feed: Feed;
  readonly elements: number;
  readonly bits: number;
}

/**
 * The queues where a stage takes rows from several, or what feeds it feeds others too, if all stages take equally long: then what waits
 * waits longest, whatever the interval, since a stage can only be faster than the slowest.
 */
export const queuesOf = (pipeline: Pipeline): readonly Queue[] => {
  const intervals = pipeline.stages.map(() => balanced);
  const done = rowTimes(pipeline, intervals).map(times => times.map(({ end }) => end));
  const readers = new Map<string, number>();
  for (const { feeds } of pipeline.stages)
    for (const { from } of feeds) readers.set(keyOf(from), (readers.get(keyOf(from)) ?? 0) + 1);
  return pipeline.stages.flatMap(({ stage, feeds }, i) =>
    feeds.flatMap((feed): Queue[] => {
      const parts = feeds.length > 1 || (readers.get(keyOf(feed.from)) ?? 0) > 1;
      const { rows, rowElements, bits } = rowsFrom(pipeline, feed);
      const held = feed.role === "window" && stage.kind === "matrix" ? stage.filterRows : 0;
      const most = parts ? mostWaiting(pipeline, done, i, feed, rows) - held : 0;
      return most <= 0 ? [] : [{ stage: i, feed, elements: most * rowElements, bits }];
    }),
  );
};

/** Any will do, as long as inputs come much faster. */
const balanced = 1e9;

const keyOf = (from: Feed["from"]): string => ("stage" in from ? `stage ${from.stage}` : `source ${from.source}`);

/** Rows that have come and are still needed, at the worst. */
const mostWaiting = (
  pipeline: Pipeline,
  done: readonly (readonly number[])[],
  position: number,
  feed: Feed,
  rows: number,
): number => {
  const entry = pipeline.stages[position];
  const times = done[position] ?? [];
  if (entry === undefined) return 0;
  const gone = Array.from({ length: rows }, () => times.at(-1) ?? 0);
  // A row is gone when the first output row that needs it, or one behind it, is done.
  for (let row = times.length - 1, from = rows - 1; row >= 0; row--) {
    const needed = neededRow(entry.stage, feed, row, rows);
    for (; from > needed; from--) gone[from] = times[row + 1] ?? times.at(-1) ?? 0;
  }
  const first = neededRow(entry.stage, feed, 0, rows);
  for (let i = 0; i <= first; i++) gone[i] = times[0] ?? 0;
  const arrived = "source" in feed.from ? gone.map(() => 0) : (done[feed.from.stage] ?? []);
  let most = 0;
  for (const [i, time] of arrived.entries()) {
    const left = gone.reduce((count, each) => count + (each <= time ? 1 : 0), 0);
    most = Math.max(most, i + 1 - left);
  }
  return most;
};
