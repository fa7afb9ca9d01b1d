import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Descendant, originsBehind, sharedOriginsBehind } from "../../passes/lineage.ts";

const descendant = (origins: readonly string[], madeFor: readonly Descendant[]): Descendant => ({
  node: { op: "relu", operands: [], attributes: {}, results: [], origins },
  madeFor,
});
const old = (...origins: string[]): Descendant => descendant(origins, []);
const made = (...madeFor: Descendant[]): Descendant => descendant([], madeFor);

describe("originsBehind", () => {
  test("lists old nodes in the order in which they stand", () => {
    expect(originsBehind([old("b", "a"), made(old("c"), made(old("d"))), old("e")])).toEqual(["b", "a", "c", "d", "e"]);
  });

  test("lists each name where it first occurs, however often it is met", () => {
    const shared = made(old("a"), old("b"));
    expect(originsBehind([made(old("b"), shared), shared, old("c", "a")])).toEqual(["b", "a", "c"]);
  });

  test("is empty where no old node has a name", () => {
    expect(originsBehind([made(old(), made(old()))])).toEqual([]);
  });

  test("goes through lineages deeper than the stack", () => {
    let last = old("r0");
    for (let i = 1; i < 100_000; i++) last = made(last, old(`r${i}`));
    expect(originsBehind([last])).toEqual(Array.from({ length: 100_000 }, (_, i) => `r${i}`));
  });

  test("doubles no work where lineages meet again and again", () => {
    let last = old("a");
    for (let i = 0; i < 200; i++) last = made(last, last);
    expect(originsBehind([last])).toEqual(["a"]);
  });

  /** What merging one by one would give: every new node's list is put together when it is made. */
  test("equals lists that are copied at every merge", () => {
    const merges = fc.array(fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), { maxLength: 12 });
    const names = fc.array(fc.array(fc.constantFrom("a", "b", "c", "d", "e"), { maxLength: 3 }), { minLength: 1 });
    fc.assert(
      fc.property(names, merges, (firstNames, steps) => {
        const nodes = firstNames.map(origins => ({ node: old(...origins), copied: origins }));
        for (const picks of steps) {
          const dying = picks.map(pick => nodes[pick % nodes.length]!);
          nodes.push({
            node: made(...dying.map(({ node }) => node)),
            copied: [...new Set(dying.flatMap(({ copied }) => copied))],
          });
        }
        const { node, copied } = nodes.at(-1)!;
        expect(originsBehind([node])).toEqual([...new Set(copied)]);
      }),
    );
  });
});

test("sharedOriginsBehind gives nodes that were made for the same ones one list", () => {
  const originsOf = sharedOriginsBehind();
  const dying = [old("a"), old("b")];
  expect(originsOf(dying)).toEqual(["a", "b"]);
  expect(originsOf(dying)).toBe(originsOf(dying));
  expect(originsOf([old("c")])).toEqual(["c"]);
});
