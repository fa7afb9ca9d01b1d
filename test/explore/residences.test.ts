import { describe, expect, test } from "vitest";
import { residencesOf } from "../../explore/residences.ts";
import type { StayingTensor } from "../../explore/staying.ts";

const tensor = (id: string, bytes: number, firstStep: number, lastStep: number): StayingTensor => ({
  id,
  bytes,
  firstStep,
  lastStep,
});
/** Per layer the residents of each of its ways, as text. */
const residents = (
  layers: number,
  tensors: readonly StayingTensor[],
  capacity: number,
): readonly (readonly string[])[] =>
  residencesOf(layers, tensors, capacity).ways.map(ways => ways.map(way => way.residents.map(({ id }) => id).join("")));

describe("residencesOf", () => {
  const chain = [tensor("a", 10, 0, 1), tensor("b", 10, 1, 2)];

  test("a layer of a chain finds its input and leaves its output on chip or not", () =>
    expect(residents(3, chain, 100)).toEqual([
      ["", "a"],
      ["", "b", "a", "ab"],
      ["", "b"],
    ]));
  test("input and output together need room for both, and some for the tiles", () => {
    expect(residents(3, chain, 21)[1]).toContain("ab");
    expect(residents(3, chain, 20)[1]).toEqual(["", "b", "a"]);
  });
  test("what does not fit alone is never on chip", () =>
    expect(residents(2, [tensor("a", 10, 0, 1)], 10)).toEqual([[""], [""]]));
  test("a skip connection takes its room in the layers between", () =>
    expect(residents(3, [tensor("skip", 60, 0, 2), tensor("b", 50, 1, 2)], 100)[1]).toEqual(["", "b", "skip"]));
  test("ways join: whoever stays on leads to one state", () => {
    const { ways } = residencesOf(3, [tensor("a", 1, 0, 1), tensor("b", 1, 1, 2)], 100);
    expect(ways[1]!.map(({ from, to }) => [from, to])).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]);
  });
  test("of many that live together, those that would occupy most for longest stay out", () => {
    const many = Array.from({ length: 7 }, (_, i) => tensor(String(i), 1 + i, i, 10));
    const { ways, isComplete } = residencesOf(11, many, 1000);
    expect(isComplete).toBe(false);
    expect(Math.max(...ways.map(each => each.length))).toBeLessThanOrEqual(2 ** 6);
    expect(ways[10]!.flatMap(way => way.residents.map(({ id }) => id))).toContain("6");
    expect(residencesOf(11, many.slice(0, 5), 1000).isComplete).toBe(true);
  });
  test("no layers", () => expect(residencesOf(0, [], 10).ways).toEqual([]));
});
