import fc from "fast-check";
import { expect, test } from "vitest";
import { OrderedPositions } from "../../../explore/archive/ordered-positions.ts";

test("knows the neighbours that a sorted list knows, across words and levels", () => {
  const bound = 2100; // three levels of words of 32 bits
  const step = fc.record({ isAdded: fc.boolean(), position: fc.integer({ min: 0, max: bound - 1 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), steps => {
      const positions = new OrderedPositions(bound);
      const members = new Set<number>();
      for (const { isAdded, position } of steps) {
        if (isAdded) {
          positions.add(position);
          members.add(position);
        } else {
          positions.delete(position);
          members.delete(position);
        }
        const below = [...members].filter(member => member < position);
        const above = [...members].filter(member => member > position);
        expect(positions.before(position)).toBe(Math.max(-1, ...below));
        expect(positions.after(position)).toBe(above.length === 0 ? -1 : Math.min(...above));
      }
    }),
    { seed: 1, numRuns: 300 },
  );
});

test("works at the edges of a word", () => {
  const positions = new OrderedPositions(65);
  for (const position of [0, 31, 32, 63, 64]) positions.add(position);
  expect([31, 32, 63, 64, 0].map(position => positions.before(position))).toEqual([0, 31, 32, 63, -1]);
  expect([0, 31, 32, 63, 64].map(position => positions.after(position))).toEqual([31, 32, 63, 64, -1]);
});
