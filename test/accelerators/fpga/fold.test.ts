import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fpgaNamed } from "../../../accelerators/fpga/devices.ts";
import { closestMisfit, fold, type FoldRequest } from "../../../accelerators/fpga/folding/fold.ts";
import { noResources, type ResourceName, resourceNames, sumOf } from "../../../accelerators/fpga/resources.ts";
import type { MatrixStage } from "../../../accelerators/fpga/streaming/stage.ts";
import { type Way, waysOf } from "../../../accelerators/fpga/streaming/ways.ts";

const device = fpgaNamed("XC7Z020") ?? expect.fail("the table has no XC7Z020");

const stage = (
  name: string,
  outputs: number,
  inputs: number,
  side: number,
  rows: number,
  weightBits: number,
): MatrixStage => ({
  kind: "matrix",
  name,
  groups: 1,
  outputs,
  inputs,
  filterRows: side,
  filterColumns: side,
  rows,
  columns: rows,
  inputRows: rows + side - 1,
  inputColumns: rows + side - 1,
  rowStride: 1,
  rowDilation: 1,
  weightBits,
  activationBits: 8,
  outputBits: 8,
  residuals: 0,
  hasFunctions: false,
});

interface Best {
  readonly product: number;
  readonly interval: number;
}

/** Every way of every stage with every other. */
const bruteForce = ({ networks, budget, base, memoryBitsPerCycle, goals }: FoldRequest): Best => {
  const most = networks[0]?.mostInterval ?? Infinity;
  const items = (networks[0]?.stages ?? []).map(each => waysOf(each, device).ways);
  let best: Best = { product: Infinity, interval: Infinity };
  const visit = (i: number, taken: readonly Way[]): void => {
    const ways = items[i];
    if (ways !== undefined) {
      for (const way of ways) visit(i + 1, [...taken, way]);
      return;
    }
    const interval = Math.max(...taken.map(way => way.interval));
    const used = sumOf([base, ...taken.map(({ resources }) => resources)]);
    const streamed = taken.reduce((sum, { streamedBits }) => sum + streamedBits, 0);
    if (interval > most || resourceNames.some(name => used[name] > budget[name])) return;
    // What is streamed may take as long as the limit allows.
    const pace = goals.pace || !Number.isFinite(most) ? interval : most;
    if (streamed / pace > memoryBitsPerCycle) return;
    const resources = goals.resources.reduce((product, name) => product * used[name], 1);
    const product = goals.pace ? interval * resources : resources;
    if (product < best.product) best = { product, interval };
  };
  visit(0, []);
  return best;
};

const requests = fc
  .record({
    stages: fc.array(
      fc.record({
        outputs: fc.constantFrom(1, 2, 3, 4),
        inputs: fc.constantFrom(1, 2, 3),
        side: fc.constantFrom(1, 3),
        rows: fc.constantFrom(4, 6),
        weightBits: fc.constantFrom(4, 8),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    lut: fc.integer({ min: 1200, max: 9000 }),
    dsp: fc.integer({ min: 4, max: 40 }),
    bram18: fc.integer({ min: 0, max: 20 }),
    bits: fc.constantFrom(0, 4, 100),
    mostInterval: fc.constantFrom(60, 200, 1000, Infinity),
    goals: fc.constantFrom<readonly ResourceName[]>([], ["lut"], ["lut", "bram18"], ["dsp"]),
    pace: fc.boolean(),
  })
  .map(({ stages, lut, dsp, bram18, bits, mostInterval, goals, pace }): FoldRequest => ({
    networks: [
      {
        stages: stages.map((each, i) =>
          stage(`s${i}`, each.outputs, each.inputs, each.side, each.rows, each.weightBits),
        ),
        mostInterval,
      },
    ],
    device,
    budget: { lut, ff: 106_400, bram18, uram: 0, dsp },
    base: { ...noResources, lut: 10, bram18: 1 },
    memoryBitsPerCycle: bits,
    goals: { resources: goals.length === 0 && !pace ? ["lut"] : goals, pace },
  }));

describe("folding", () => {
  test("is the best of all foldings of a small network, or the fastest that fits", () => {
    const seen = { fit: 0, none: 0 };
    fc.assert(
      fc.property(requests, request => {
        const best = bruteForce(request);
        const { ways, exact } = fold(request);
        const taken = ways?.[0] ?? [];
        const interval = Math.max(0, ...taken.map(way => way.interval));
        const used = sumOf([request.base, ...taken.map(({ resources }) => resources)]);
        const { goals, networks } = request;
        const isWithin = ways !== undefined && interval <= (networks[0]?.mostInterval ?? Infinity);
        const product = goals.resources.reduce((all, name) => all * used[name], goals.pace ? interval : 1);
        const overdrawn = ways === undefined ? [] : resourceNames.filter(name => used[name] > request.budget[name]);
        if (isWithin) seen.fit++;
        else seen.none++;
        expect(exact).toBe(true);
        expect(overdrawn).toEqual([]);
        expect(isWithin ? product : Infinity).toBe(best.product);
      }),
      { numRuns: 150, seed: 20 },
    );
    expect(seen.fit).toBeGreaterThan(50);
    expect(seen.none).toBeGreaterThan(10);
  });

  test("that nothing allows comes as near as a single resource more", () => {
    const request: FoldRequest = {
      networks: [{ stages: [stage("small", 2, 2, 1, 4, 8), stage("large", 64, 64, 3, 4, 8)], mostInterval: Infinity }],
      device,
      budget: { lut: 5000, ff: 100_000, bram18: 10, uram: 0, dsp: 100 },
      base: noResources,
      memoryBitsPerCycle: 0,
      goals: { resources: ["lut"], pace: false },
    };
    expect(fold(request).ways).toBeUndefined();
    // 36,864 weights of 8 bits fill 16 blocks, twice; the small one's lie in look-up tables.
    expect(closestMisfit(request).ways?.[0]?.map(({ resources }) => resources.bram18)).toEqual([0, 32]);
  });
});
