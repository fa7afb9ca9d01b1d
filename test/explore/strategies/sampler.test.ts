import { describe, expect, test } from "vitest";
import { type DesignSpace, type Encoding, keyOf } from "../../../explore/space/design-space.ts";
import { DesignSampler } from "../../../explore/strategies/designs/sampler.ts";
import { randomStream } from "../../../support/random.ts";
import { symmetricSlots } from "../../support/search-problems.ts";

const none: ReadonlySet<string> = new Set();

const digits = (count: number, values: number, holds: (encoding: Encoding) => boolean): DesignSpace => ({
  choices: Array.from({ length: count }, (_, i) => ({
    kind: "ordinal",
    name: `digit ${i}`,
    values: Array.from({ length: values }, (__, value) => value),
  })),
  constraints: [{ statement: "test", holds }],
  canonical: encoding => encoding,
});

const drawAll = (space: DesignSpace, most: number): readonly string[] => {
  const sampler = new DesignSampler(space);
  const random = randomStream(1);
  const known = new Set<string>();
  while (known.size < most) {
    const drawn = sampler.draw(random, known, none);
    if (drawn === undefined) break;
    known.add(keyOf(drawn));
  }
  return [...known];
};

describe("designs drawn at random", () => {
  test("come up equally often, however many encodings stand for them", () => {
    const sampler = new DesignSampler(symmetricSlots.space);
    const random = randomStream(7);
    const counts = new Map<string, number>();
    const draws = 24_000;
    for (let i = 0; i < draws; i++) {
      const key = keyOf(sampler.draw(random, none, none)!);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    // 48 designs, 500 times each; Pearson's χ² of 47 degrees of freedom is beyond 82.7 once in a thousand times.
    const expected = draws / 48;
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(counts.size).toBe(48);
    expect(chiSquare).toBeLessThan(82.7);
  });

  test("are found to the last where a constraint leaves one in thousands", () => {
    // 10^5 encodings, of which the 10 with equal digits are designs.
    const space = digits(5, 10, ([first, ...others]) => others.every(digit => digit === first));
    expect(drawAll(space, 100)).toHaveLength(10);
  });

  test("are found where the space is too large to be enumerated and few encodings stand for themselves", () => {
    // Of 10^9 encodings those stand for others whose digits don't fall: drawing alone finds one in thousands.
    const space = {
      ...digits(9, 10, () => true),
      canonical: (encoding: Encoding) => encoding.toSorted((a, b) => b - a),
    };
    const drawn = drawAll(space, 50);
    expect(drawn).toHaveLength(50);
    const digitsOf = (key: string) => key.split(",").map(Number);
    expect(drawn.every(key => key === keyOf(digitsOf(key).toSorted((a, b) => b - a)))).toBe(true);
  });

  test("end where nothing can be found", () => {
    expect(
      drawAll(
        digits(9, 10, () => false),
        1,
      ),
    ).toEqual([]);
    expect(
      drawAll({ choices: [{ kind: "categorical", name: "none", values: [] }], constraints: [], canonical: e => e }, 1),
    ).toEqual([]);
  });
});
