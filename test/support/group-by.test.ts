import { expect, test } from "vitest";
import { groupBy } from "../../support/group-by.ts";

test("groups keep the order of keys' first items and of items", () => {
  const groups = groupBy(["pear", "apple", "plum", "peach", "avocado"], ([first]) => first);
  expect([...groups]).toEqual([
    ["p", ["pear", "plum", "peach"]],
    ["a", ["apple", "avocado"]],
  ]);
});

test("of nothing there are no groups", () => {
  expect([...groupBy([], String)]).toEqual([]);
});
