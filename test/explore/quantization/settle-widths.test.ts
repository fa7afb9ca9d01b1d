import { expect, test } from "vitest";
import type { LayerPricer } from "../../../explore/precision-cost.ts";
import type { QuantizedSpec } from "../../../explore/quantization/quantized-form.ts";
import { settledWidths } from "../../../explore/quantization/settle-widths.ts";

const precision = { weightBits: 8, activationBits: 8, accumulatorBits: 32 };

/** A machine told by its size. */
const sized = (pes: number): readonly LayerPricer[] => [{ design: String(pes), precision, priceOf: () => undefined }];

/** Widths that were chosen for a machine are told by its size. */
const world = (bestAt: (pes?: number) => number) => {
  const log: number[] = [];
  const sizes = new Map<QuantizedSpec, number>();
  return {
    log,
    machinesFor: (known: QuantizedSpec | undefined) => sized(bestAt(known && sizes.get(known))),
    widthsFor: (machines: () => readonly LayerPricer[]): Promise<QuantizedSpec> => {
      const widths: QuantizedSpec = { precisions: [], formOf: () => undefined };
      const pes = Number(machines()[0]?.design);
      log.push(pes);
      sizes.set(widths, pes);
      return Promise.resolve(widths);
    },
  };
};

interface Case {
  readonly name: string;
  readonly bestAt: (pes?: number) => number;
  readonly isMixed: boolean;
  readonly log: readonly number[];
}

test.each<Case>([
  { name: "once where the machine stays", bestAt: () => 64, isMixed: true, log: [64] },
  {
    name: "again where another is best at them",
    bestAt: (pes = 128) => Math.max(32, pes / 2),
    isMixed: true,
    log: [64, 32],
  },
  { name: "three times at most", bestAt: (pes = 2) => 2 * pes, isMixed: true, log: [4, 8, 16] },
  { name: "once where widths are not mixed", bestAt: (pes = 2) => 2 * pes, isMixed: false, log: [4] },
])("widths are chosen $name", async ({ bestAt, isMixed, log }) => {
  const { machinesFor, widthsFor, log: found } = world(bestAt);
  expect(await settledWidths(machinesFor, widthsFor, isMixed)).toBeDefined();
  expect(found).toEqual(log);
});
