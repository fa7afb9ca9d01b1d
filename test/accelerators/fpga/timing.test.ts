import { describe, expect, test } from "vitest";
import type { Feed, Pipeline } from "../../../accelerators/fpga/streaming/pipeline.ts";
import type { MatrixStage } from "../../../accelerators/fpga/streaming/stage.ts";
import { latencyOf, queuesOf } from "../../../accelerators/fpga/streaming/timing.ts";

/** Of 8 rows of 64 columns, padded to stay as large. */
const layer = (name: string, side: number): MatrixStage => ({
  kind: "matrix",
  name,
  groups: 1,
  outputs: 1,
  inputs: 1,
  filterRows: side,
  filterColumns: side,
  rows: 8,
  columns: 64,
  inputRows: 8 + side - 1,
  inputColumns: 64 + side - 1,
  rowStride: 1,
  rowDilation: 1,
  weightBits: 8,
  activationBits: 8,
  outputBits: 8,
  residuals: 0,
  hasFunctions: false,
});
/** Comes in no time. */
const sources = [{ rows: 8, rowElements: 0, bits: 8 }];
const input: Feed = { from: { source: 0 }, role: "window" };
const after = (stage: number): Feed => ({ from: { stage }, role: "window" });
const beside = (stage: number): Feed => ({ from: { stage }, role: "beside" });

describe("the latency of a pipeline", () => {
  test("is the interval of a single stage", () => {
    expect(latencyOf({ stages: [{ stage: layer("a", 3), feeds: [input] }], sources }, [800])).toBe(800);
  });

  test("of a 3 × 3 window behind another is later by a row and three quarters", () => {
    const stages = [
      { stage: layer("a", 3), feeds: [input] },
      { stage: layer("b", 3), feeds: [after(0)] },
    ];
    // Rows take 100 cycles. The second starts when three quarters of the first's second row are there.
    expect(latencyOf({ stages, sources }, [800, 800])).toBe(175 + 800);
  });

  test("of a single position behind another is later by one position", () => {
    const stages = [
      { stage: layer("a", 3), feeds: [input] },
      { stage: layer("b", 1), feeds: [after(0)] },
    ];
    expect(latencyOf({ stages, sources }, [800, 800])).toBeCloseTo(800 + 100 / 64, 9);
  });

  test("is that of a fast stage behind a slow one", () => {
    const stages = [
      { stage: layer("a", 3), feeds: [input] },
      { stage: layer("b", 3), feeds: [after(0)] },
    ];
    // The last row but one needs the last row of the slow stage, and ends a position after it; then a row of 10 cycles is left.
    expect(latencyOf({ stages, sources }, [800, 80])).toBeCloseTo(800 + 10 / 64 + 10, 9);
  });
});

describe("queues", () => {
  test("are none in a chain", () => {
    const stages = [
      { stage: layer("a", 3), feeds: [input] },
      { stage: layer("b", 3), feeds: [after(0)] },
    ];
    expect(queuesOf({ stages, sources })).toEqual([]);
  });

  test("hold what waits beside two windows", () => {
    const pipeline: Pipeline = {
      stages: [
        { stage: layer("a", 3), feeds: [input] },
        { stage: layer("b", 3), feeds: [after(0)] },
        { stage: { ...layer("c", 3), residuals: 1 }, feeds: [after(1), beside(0)] },
      ],
      sources,
    };
    // Row 0 of c is done 1.75 + 1.75 + 1 rows after the start of a; four rows of a are there by then.
    expect(queuesOf(pipeline).map(({ stage, elements }) => [stage, elements])).toEqual([[2, 4 * 64]]);
  });
});
