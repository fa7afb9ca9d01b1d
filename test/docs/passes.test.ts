/** The pages about passes keep step with the code: tables, files, and the examples that they ask the reader to write. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseGraph } from "../../ir/parse/parse.ts";
import { passTables } from "../support/pass-table.ts";

const root = new URL("../../", import.meta.url);
const pageOf = (name: string): string => readFileSync(new URL(name, root), "utf8");
const [begin, end] = ["<!-- passes -->\n", "<!-- end of passes -->"];

test("docs/passes.md has the tables of the code (UPDATE_GOLDEN=1 rewrites them)", () => {
  const page = pageOf("docs/passes.md");
  const expected = `${page.slice(0, page.indexOf(begin) + begin.length)}\n${passTables()}\n\n${page.slice(page.indexOf(end))}`;
  const isUpdate = process.env["UPDATE_GOLDEN"] !== undefined;
  if (isUpdate) writeFileSync(new URL("docs/passes.md", root), expected);
  expect(isUpdate ? expected : page).toBe(expected);
});

/** What the recipes tell their reader to write; everything else must be there. */
const toBeWritten = new Set([
  "passes/pool-before-relu.ts",
  "test/passes/pool-before-relu.nn",
  "test/passes/pool-before-relu.expect",
  "CHANGELOG.md",
]);

test.each(["docs/adding-a-pass.md", "docs/first-change.md", "docs/passes.md"])("%s names files that exist", name => {
  const paths = [...pageOf(name).matchAll(/`([\w-]+(?:\/[\w.-]*)+|[A-Z]+\.md)`/g)].map(([, path = ""]) => path);
  const links = [...pageOf(name).matchAll(/\]\(([\w./-]+)\)/g)].map(
    ([, path = ""]) => new URL(path, new URL(name, root)),
  );
  const missing = paths.filter(path => !existsSync(new URL(path, root)) && !toBeWritten.has(path));
  expect(paths.length).toBeGreaterThan(1);
  expect([...missing, ...links.filter(link => !existsSync(link))]).toEqual([]);
});

test("docs/adding-a-pass.md shows networks that parse", () => {
  const name = "docs/adding-a-pass.md";
  const blocks = [...pageOf(name).matchAll(/```network\n([^]*?)```/g)].map(([, text = ""]) =>
    text.replaceAll(/^ {3}/gm, ""),
  );
  const networks = blocks.flatMap(text => text.split(/(?<=^\})$/m)).filter(text => text.trim() !== "");
  expect(networks.length).toBeGreaterThan(1);
  for (const text of networks) expect(() => parseGraph(text, name)).not.toThrow();
});
