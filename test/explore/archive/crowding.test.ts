import { expect, test } from "vitest";
import { crowdingDistances } from "../../../explore/archive/crowding.ts";

test("is the extent of the box between a point's neighbours, the ends infinite", () => {
  const front = [
    [0, 4],
    [1, 2],
    [4, 0],
    [2, 1],
  ];
  // Of (1, 2): (2 − 0)/4 + (4 − 1)/4; of (2, 1): (4 − 1)/4 + (2 − 0)/4.
  expect([...crowdingDistances(front)]).toEqual([Infinity, 1.25, Infinity, 1.25]);
});

test("a score in which all are equal does not count", () => {
  expect([
    ...crowdingDistances([
      [0, 7],
      [1, 7],
      [4, 7],
    ]),
  ]).toEqual([Infinity, 1, Infinity]);
});
