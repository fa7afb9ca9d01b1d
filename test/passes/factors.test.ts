import { expect, test } from "vitest";
import { graphBuilder } from "../../ir/builder.ts";
import { scalar, tensorType } from "../../ir/tensor.ts";
import { factorsOf } from "../../passes/recognize/factors.ts";
import { rewrite } from "../../passes/rewrite.ts";

/** How many products `factorsOf` opens below each node of x · 2 · 2 · …; undefined where it gives up. */
const productsOpened = (length: number): (number | undefined)[] => {
  const builder = graphBuilder("chain");
  const two = builder.constant("two", scalar("f32", 2));
  let value = builder.input("x", tensorType("f32", [4]));
  for (let i = 0; i < length; i++) value = builder.node("mul", [value, two], {});
  builder.output("y", value);
  const opened: (number | undefined)[] = [];
  rewrite(builder.build(), [
    (node, site) => {
      opened.push(factorsOf(node, site)?.nodes.length);
      return undefined;
    },
  ]);
  return opened;
};

test("a product is read through its brackets", () => {
  expect(productsOpened(4)).toEqual([0, 1, 2, 3]);
});

test("a long chain of products is given up on, or the time for all of its nodes would be its square", () => {
  expect(productsOpened(8)).toEqual([0, 1, 2, 3, 4, undefined, undefined, undefined]);
});
