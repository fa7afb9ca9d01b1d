/** A network as engines in a row: which feeds which, row by row. */
import type { Stage } from "./stage.ts";

export interface Pipeline {
  /** In an order in which each comes after what feeds it. */
  readonly stages: readonly PipelineStage[];
  readonly sources: readonly Source[];
}

export interface PipelineStage {
  readonly stage: Stage;
  readonly feeds: readonly Feed[];
}

/** An input of the network. */
export interface Source {
  readonly rows: number;
  /** Of a row. */
  readonly rowElements: number;
  readonly bits: number;
}

/** What comes into a stage. */
export interface Feed {
  /** Where from: a position among the stages, or among the sources. */
  readonly from: { readonly stage: number } | { readonly source: number };
  /** `window`: through the window of the stage; `beside`: added on the way out, or the like, row for row. */
  readonly role: "window" | "beside";
}

/** Rows of a tensor, and what one holds. */
export interface Rows {
  readonly rows: number;
  readonly rowElements: number;
  readonly bits: number;
}

export const rowsFrom = ({ stages, sources }: Pipeline, { from }: Feed): Rows => {
  if ("source" in from) return sources[from.source] ?? { rows: 1, rowElements: 0, bits: 1 };
  const stage = stages[from.stage]?.stage;
  return stage === undefined ? { rows: 1, rowElements: 0, bits: 1 } : rowsOf(stage);
};

export const rowsOf = (stage: Stage): Rows =>
  stage.kind === "matrix"
    ? { rows: stage.rows, rowElements: stage.groups * stage.outputs * stage.columns, bits: stage.outputBits }
    : { rows: stage.rows, rowElements: stage.outputElements / stage.rows, bits: stage.outputBits };

/**
 * The last row of what comes in that an output row needs. Padding is taken to be spread evenly, the larger half below.
 * @param row of the output.
 * @param there rows that come in.
 */
export const neededRow = (stage: Stage, { role }: Feed, row: number, there: number): number => {
  const rows = rowsOf(stage).rows;
  const inStep = Math.ceil(((row + 1) * there) / rows) - 1;
  if (role === "beside") return inStep;
  const last =
    stage.kind === "matrix"
      ? matrixRow(stage, row, there, inStep)
      : Math.floor((row * there) / rows) + Math.round(Math.sqrt(stage.taps)) - 1;
  return Math.max(0, Math.min(there - 1, last));
};

const matrixRow = (
  { filterRows, inputRows, rowStride, rowDilation }: Extract<Stage, { readonly kind: "matrix" }>,
  row: number,
  there: number,
  inStep: number,
): number => {
  const span = (filterRows - 1) * rowDilation;
  const padding = inputRows - there;
  // Where rows are no rows of a picture, as behind a reshape.
  if (padding > 2 * span || (filterRows === 1 && rowStride === 1)) return inStep;
  return row * rowStride + span - Math.floor(Math.max(0, padding) / 2);
};
