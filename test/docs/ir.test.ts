/** docs/ir.md keeps step with the code: its example parses, its operator table is that of the definitions. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { firstDifference } from "../../ir/equal.ts";
import { parseGraph } from "../../ir/parse/parse.ts";
import { printGraph } from "../../ir/print.ts";
import { CompileError } from "../../support/diagnostic.ts";
import { operatorTable } from "../support/operator-table.ts";

const pagePath = new URL("../../docs/ir.md", import.meta.url);
const page = readFileSync(pagePath, "utf8");
const [begin, end] = ["<!-- operators -->\n", "\n<!-- end of operators -->"];

/** The fenced block that follows `fence`. */
const blockAfter = (fence: string): string => {
  const from = page.indexOf(fence);
  expect(from).toBeGreaterThan(0);
  return page.slice(from + fence.length, page.indexOf("```", from + fence.length));
};

test("the example is in the form that the printer writes", () => {
  const text = blockAfter("```network\n");
  const graph = parseGraph(text, "docs/ir.md");
  expect(graph.nodes.map(({ op }) => op)).toEqual(["conv2d", "reshape", "top_k"]);
  expect(firstDifference(graph, parseGraph(printGraph(graph)))).toBeUndefined();
  expect(`// A whole-line comment means nothing.\n${printGraph(graph)}`).toBe(text);
});

test("the example of a message is what the parser says", () => {
  const text = 'network @n(%0: f32[1]) {\n\n\n\n  %1 = rellu(%0)\n  return %1 as "y"\n}\n';
  const said = blockAfter("a help line, all at once:\n\n```\n").trimEnd();
  expect(() => parseGraph(text, "net.ir")).toThrow(CompileError);
  expect(() => parseGraph(text, "net.ir")).toThrow(said);
});

test("the operator table is that of the definitions (UPDATE_GOLDEN=1 rewrites it)", () => {
  const [head, rest] = [page.slice(0, page.indexOf(begin) + begin.length), page.slice(page.indexOf(end))];
  const expected = `${head}${operatorTable()}${rest}`;
  const isUpdate = process.env["UPDATE_GOLDEN"] === "1";
  if (isUpdate) writeFileSync(pagePath, expected);
  expect(isUpdate ? expected : page).toBe(expected);
});

/** What the recipe tells its reader to write; everything else must be there. */
const toBeWritten = new Set(["ir/ops/softcap.ts", "ir/interp/kernels/softcap.ts", "CHANGELOG.md"]);

test.each(["docs/ir.md", "docs/adding-an-operator.md"])("%s names files that exist", name => {
  const text = readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");
  const paths = [...text.matchAll(/`([\w-]+(?:\/[\w.-]*)+|[A-Z]+\.md)`/g)].map(([, path = ""]) => path);
  expect(paths.length).toBeGreaterThan(5);
  const missing = paths.filter(path => !existsSync(new URL(`../../${path}`, import.meta.url)));
  expect(missing.filter(path => !toBeWritten.has(path))).toEqual([]);
});
