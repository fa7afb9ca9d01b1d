/** docs/exploration.md keeps step with the code: its table is that of the strategies, and the files that it names exist. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { strategies } from "../../explore/strategies/index.ts";

const pagePath = new URL("../../docs/exploration.md", import.meta.url);
const page = readFileSync(pagePath, "utf8");
const [begin, end] = ["<!-- strategies -->\n", "<!-- end of strategies -->"];

const strategyTable = (): string =>
  [
    "| strategy | how it searches | source |",
    "| --- | --- | --- |",
    ...Object.entries(strategies).map(([name, { summary, source }]) => `| \`${name}\` | ${summary} | ${source} |`),
    "",
  ].join("\n");

test("the table is that of the strategies (UPDATE_GOLDEN=1 rewrites it)", () => {
  const [head, rest] = [page.slice(0, page.indexOf(begin) + begin.length), page.slice(page.indexOf(end))];
  const expected = `${head}${strategyTable()}${rest}`;
  const isUpdate = process.env["UPDATE_GOLDEN"] === "1";
  if (isUpdate) writeFileSync(pagePath, expected);
  expect(isUpdate ? expected : page).toBe(expected);
});

test("names files that exist", () => {
  const paths = [...page.matchAll(/`([\w-]+(?:\/[\w.-]*)+)`/g)].map(([, path = ""]) => path);
  expect(paths.length).toBeGreaterThan(5);
  expect(paths.filter(path => !existsSync(new URL(`../../${path}`, import.meta.url)))).toEqual([]);
});
