/** What was measured before a search, by the widths that a design has. */
import { expect, test } from "vitest";
import type { PlanQuantization } from "../../../accelerators/plan-quantization.ts";
import { measuredMeter, measurementsFile } from "../../../explore/accuracy/measured.ts";

const precision = (weightBits: number) => ({ weightBits, activationBits: 8, accumulatorBits: 32 });
const candidate = { name: undefined, graph: { name: "n", inputs: [], constants: [], nodes: [], outputs: [] } };

/** Of all that a record tells, what is read of it. */
const record = (unit: string, quantized: number, drop: number): PlanQuantization =>
  ({
    data: { evaluation: { source: "digits", samples: 12 } },
    accuracy: { unit, quantized, drop, measuredBy: "onnxruntime" },
  }) as unknown as PlanQuantization;

test("a design has the accuracy of its widths, as shares, with where it comes from", () => {
  const records = [
    { precision: precision(4), record: record("%", 90, 2.5) },
    { precision: precision(8), record: record("%", 92, 0.5) },
  ];
  const meter = measuredMeter(measurementsFile(records));
  expect(meter.source).toBe("run on 12 samples of digits, quantized, by onnxruntime");
  expect(meter.accuracyOf({ ...candidate, precision: precision(4) })).toEqual({ accuracy: 0.9, accuracyDrop: 0.025 });
  expect(meter.accuracyOf({ ...candidate, precision: precision(8) })).toEqual({ accuracy: 0.92, accuracyDrop: 0.005 });
  expect(() => meter.accuracyOf({ ...candidate, precision: precision(2) })).toThrow("no network was measured at 2 8");
});

test("decibels stay decibels", () => {
  const meter = measuredMeter(measurementsFile([{ precision: precision(8), record: record("dB", 33.5, 0.25) }]));
  expect(meter.accuracyOf({ ...candidate, precision: precision(8) })).toEqual({
    accuracyDb: 33.5,
    accuracyDropDb: 0.25,
  });
});
