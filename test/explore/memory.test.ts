import { describe, expect, test } from "vitest";
import * as fc from "fast-check";
import type { LiveTensor, Placement } from "../../explore/live-tensor.ts";
import { placeTensors } from "../../explore/memory.ts";

const tensor = (id: string, bytes: number, firstStep: number, lastStep: number): LiveTensor => ({
  id,
  bytes,
  firstStep,
  lastStep,
});

/** A second opinion that shares no code with the planner: marks every byte at every step. */
const doubleBookings = (placements: readonly Placement[]): string[] => {
  const owners = new Map<string, string>();
  const clashes: string[] = [];
  for (const { id, offset, bytes, firstStep, lastStep } of placements)
    for (let step = firstStep; step <= lastStep; step++)
      for (let byte = offset; byte < offset + bytes; byte++) {
        const owner = owners.get(`${step}:${byte}`);
        if (owner !== undefined) clashes.push(`${id} and ${owner} share byte ${byte} at step ${step}`);
        owners.set(`${step}:${byte}`, id);
      }
  return clashes;
};

describe("placeTensors", () => {
  test("a chain needs its two largest neighbours: a is dead when c is made", () => {
    const { placements, extent, lowerBound } = placeTensors(
      [tensor("a", 100, 0, 1), tensor("b", 60, 1, 2), tensor("c", 80, 2, 3)],
      1,
    );
    expect(placements.map(({ id, offset }) => [id, offset])).toEqual([
      ["a", 0],
      ["b", 100],
      ["c", 0],
    ]);
    expect(extent).toBe(160);
    expect(lowerBound).toBe(160);
  });

  test("a residual keeps its skip tensor alive", () => {
    const { extent } = placeTensors(
      [tensor("skip", 50, 0, 3), tensor("conv1", 50, 1, 2), tensor("conv2", 50, 2, 3), tensor("sum", 50, 3, 4)],
      1,
    );
    expect(extent).toBe(150);
  });

  test("the smallest gap that fits is taken", () => {
    // big 0..10, mid 10..16, end 16..21 all alive with small; at step 5 big and end are gone, mid stays.
    const { placements } = placeTensors(
      [
        tensor("big", 10, 0, 4),
        tensor("mid", 6, 0, 9),
        tensor("end", 5, 0, 4),
        tensor("top", 4, 0, 9),
        tensor("late", 3, 5, 9),
      ],
      1,
    );
    expect(placements.find(({ id }) => id === "top")?.offset).toBe(21);
    expect(placements.find(({ id }) => id === "late")?.offset).toBe(16);
  });

  test("offsets are aligned", () => {
    const { placements, extent } = placeTensors([tensor("a", 5, 0, 1), tensor("b", 3, 0, 1)], 8);
    expect(placements.map(({ offset }) => offset)).toEqual([0, 8]);
    expect(extent).toBe(11);
  });

  test("nothing needs nothing", () =>
    expect(placeTensors([], 8)).toEqual({ placements: [], extent: 0, lowerBound: 0 }));

  const tensors = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.nat(12), fc.nat(6)), { maxLength: 25 })
    .map(list => list.map(([bytes, first, span], i) => tensor(`t${i}`, bytes, first, first + span)));

  test("no two tensors share a byte while both are alive, and the arena is no smaller than the live bytes", () => {
    fc.assert(
      fc.property(tensors, fc.constantFrom(1, 4, 16), (list, alignment) => {
        const { placements, extent, lowerBound } = placeTensors(list, alignment);
        expect(placements.map(({ id }) => id)).toEqual(list.map(({ id }) => id));
        expect(doubleBookings(placements)).toEqual([]);
        expect(extent).toBeGreaterThanOrEqual(lowerBound);
        expect(placements.every(({ offset }) => offset % alignment === 0)).toBe(true);
      }),
    );
  });

  test("the order in which tensors are named changes nothing", () => {
    fc.assert(
      fc.property(tensors, list => {
        const forward = new Map(placeTensors(list, 4).placements.map(({ id, offset }) => [id, offset]));
        const backward = new Map(placeTensors([...list].reverse(), 4).placements.map(({ id, offset }) => [id, offset]));
        expect(backward).toEqual(new Map([...forward].reverse()));
        expect(Object.fromEntries(backward)).toEqual(Object.fromEntries(forward));
      }),
    );
  });

  /** The same rule, looking at every tensor placed so far. */
  const placedByLooking = (list: readonly LiveTensor[], alignment: number): ReadonlyMap<string, number> => {
    const alignUp = (offset: number): number => Math.ceil(offset / alignment) * alignment;
    const placed: Placement[] = [];
    const order = list.toSorted(
      (a, b) => b.bytes - a.bytes || a.firstStep - b.firstStep || (a.id < b.id ? -1 : Number(a.id > b.id)),
    );
    for (const each of order) {
      const others = placed.filter(other => each.firstStep <= other.lastStep && other.firstStep <= each.lastStep);
      const ends = [0, ...others.map(({ offset, bytes }) => offset + bytes)].map(alignUp);
      const isFree = (start: number): boolean =>
        others.every(({ offset, bytes }) => start + each.bytes <= offset || offset + bytes <= start);
      const roomAbove = (start: number): number =>
        Math.min(...others.map(({ offset }) => offset).filter(offset => offset >= start)) - start;
      const best = ends.filter(isFree).toSorted((a, b) => roomAbove(a) - roomAbove(b) || a - b)[0]!;
      placed.push({ ...each, offset: best });
    }
    return new Map(placed.map(({ id, offset }) => [id, offset]));
  };

  test("finds the place that looking at all others finds", () => {
    const positive = tensors.map(list => list.filter(({ bytes }) => bytes > 0));
    fc.assert(
      fc.property(positive, fc.constantFrom(1, 4), (list, alignment) => {
        const found = new Map(placeTensors(list, alignment).placements.map(({ id, offset }) => [id, offset]));
        expect(found).toEqual(new Map(list.map(({ id }) => [id, placedByLooking(list, alignment).get(id)])));
      }),
      { numRuns: 300 },
    );
  });

  test("places a hundred thousand short-lived tensors and one that stays", () => {
    const many = Array.from({ length: 100_000 }, (_, i) => tensor(`t${i}`, 1 + ((i * 7919) % 97), i, i + 1 + (i % 3)));
    const { extent, lowerBound } = placeTensors([...many, tensor("all", 8, 0, 100_003)], 1);
    expect(extent).toBeGreaterThanOrEqual(lowerBound);
    expect(extent).toBeLessThan(2 * lowerBound);
  });
});
