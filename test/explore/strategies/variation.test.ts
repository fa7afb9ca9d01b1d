import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Choice, RealChoice } from "../../../explore/space/design-space.ts";
import { crossOrdinals, mutatePosition } from "../../../explore/strategies/variation/discrete.ts";
import { crossReals, mutateReal } from "../../../explore/strategies/variation/real.ts";
import { cross, mutate, mutateOne } from "../../../explore/strategies/variation/variation.ts";
import { type RandomStream, randomStream } from "../../../support/random.ts";

const unit: RealChoice = { kind: "real", name: "x", low: 0, high: 1 };
const wide: RealChoice = { kind: "real", name: "x", low: -1e9, high: 1e9 };

/** A stream whose uniform numbers are these, in order. */
const scripted = (...values: readonly number[]): RandomStream => {
  const left = [...values];
  return { ...randomStream(0), uniform: () => left.shift()! };
};

describe("simulated binary crossover", () => {
  test("with room on both sides has the spread of the publication", () => {
    // u = 0.25: β = (2u)^(1/(η + 1)); u = 0.75: β = (1/(2(1 − u)))^(1/(η + 1)). Children: mean ∓ β/2.
    const inwards = 0.5 ** (1 / 16);
    expectNear(crossReals(wide, [0, 1], 15, scripted(0.25, 0)), [0.5 - inwards / 2, 0.5 + inwards / 2]);
    expectNear(crossReals(wide, [0, 1], 15, scripted(0.75, 0)), [0.5 - 1 / inwards / 2, 0.5 + 1 / inwards / 2]);
  });

  test("gives either child to either parent", () => {
    const [a, b] = crossReals(unit, [0.25, 0.5], 15, scripted(0.25, 0.9));
    expect(a).toBeGreaterThan(b);
  });

  test("stays within the bounds, and leaves equal parents alone", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, share, fc.integer(), (a, b, seed) => {
        const children = crossReals(unit, [a, b], 15, randomStream(seed));
        expect(children.every(child => child >= 0 && child <= 1)).toBe(true);
        expect(crossReals(unit, [a, a], 15, randomStream(seed))).toEqual([a, a]);
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});

describe("polynomial mutation", () => {
  test("reaches the bounds at the ends of chance, and stays where chance is even", () => {
    const at = (chance: number) => mutateReal(unit, 0.25, 20, scripted(chance));
    expectNear([at(0), at(0.5), at(1)], [0, 0.25, 1]);
  });

  test("far from the bounds has the step of the publication", () => {
    // u = 0.25, half the range below: (2u + (1 − 2u)·0.5^(η + 1))^(1/(η + 1)) − 1 of the range.
    expectNear([mutateReal(unit, 0.5, 20, scripted(0.25))], [0.5 + (0.5 + 0.5 * 0.5 ** 21) ** (1 / 21) - 1]);
  });

  test("stays within the bounds", () => {
    for (let seed = 0; seed < 500; seed++) {
      const random = randomStream(seed);
      const mutant = mutateReal(unit, random.uniform(), 20, random);
      expect(mutant >= 0 && mutant <= 1).toBe(true);
    }
    expect(mutateReal({ ...unit, low: 1 }, 1, 20, randomStream(0))).toBe(1);
  });
});

describe("positions", () => {
  const categorical: Choice = { kind: "categorical", name: "c", values: ["a", "b", "c", "d"] };
  const ordinal: Choice = { kind: "ordinal", name: "o", values: [1, 2, 4, 8, 16] };
  const draws = (draw: (random: RandomStream) => number, count: number): readonly number[] => {
    const random = randomStream(3);
    const counts = new Map<number, number>();
    for (let i = 0; i < 4000; i++) {
      const drawn = draw(random);
      counts.set(drawn, (counts.get(drawn) ?? 0) + 1);
    }
    return Array.from({ length: count }, (_, position) => (counts.get(position) ?? 0) / 4000);
  };

  test("without an order become any other, equally often", () => {
    const shares = draws(random => mutatePosition(categorical, 2, random), 4);
    expect(shares[2]).toBe(0);
    for (const i of [0, 1, 3]) expect(shares[i]).toBeCloseTo(1 / 3, 1);
  });

  test("with an order move mostly by one, and never stay", () => {
    const shares = draws(random => mutatePosition(ordinal, 2, random), 5);
    // One step with chance 1/2, two or more with 1/2, on either side.
    for (const [i, share] of [0.25, 0.25, 0, 0.25, 0.25].entries()) expect(shares[i]).toBeCloseTo(share, 1);
    const fromEnd = draws(random => mutatePosition(ordinal, 0, random), 5);
    // Downwards leads inwards by one: 1/2 + 1/4; then 1/8, 1/16 and the rest.
    for (const [i, share] of [0, 0.75, 0.125, 0.0625, 0.0625].entries()) expect(fromEnd[i]).toBeCloseTo(share, 1);
  });

  test("of a single value stay", () => {
    expect(mutatePosition({ ...categorical, values: ["a"] }, 0, randomStream(0))).toBe(0);
  });

  test("between two ordinals are all as likely", () => {
    const shares = draws(random => crossOrdinals([3, 1], random)[0], 5);
    for (const [i, share] of [0, 1 / 3, 1 / 3, 1 / 3, 0].entries()) expect(shares[i]).toBeCloseTo(share, 1);
  });

  test("are exchanged or kept, never invented, where they have no order", () => {
    const choices = Array.from({ length: 6 }, () => categorical);
    for (let seed = 0; seed < 50; seed++) {
      const parents = [
        [0, 0, 0, 0, 0, 0],
        [1, 1, 1, 1, 1, 1],
      ] as const;
      const [a, b] = cross(choices, parents, { crossoverChance: 1, crossoverIndex: 15 }, randomStream(seed));
      expect(a.map((code, i) => code + b[i]!)).toEqual([1, 1, 1, 1, 1, 1]);
    }
  });

  test("one is changed by one mutation, at most one in n by the other on average", () => {
    const choices = [categorical, { ...categorical, values: ["only"] }, ordinal, ordinal];
    const design = [0, 0, 1, 1];
    const random = randomStream(5);
    const changes = Array.from({ length: 300 }, () => changed(design, mutateOne(choices, design, random)));
    expect(changes.every(positions => positions.length === 1 && positions[0] !== 1)).toBe(true);
    const mutants = Array.from({ length: 3000 }, () => changed(design, mutate(choices, design, random)).length);
    // 3 choices can change, each with chance 1/3, in 0.9 of all cases.
    expect(mutants.reduce((sum, count) => sum + count, 0) / 3000).toBeCloseTo(0.9, 1);
  });
});

const changed = (before: readonly number[], after: readonly number[]): readonly number[] =>
  [...before.keys()].filter(i => before[i] !== after[i]);

const expectNear = (found: readonly number[], expected: readonly number[]) => {
  expect(found).toHaveLength(expected.length);
  for (const [k, value] of expected.entries()) expect(found[k]).toBeCloseTo(value, 12);
};
