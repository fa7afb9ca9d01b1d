import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../../..");
const folders = readdirSync(root, { withFileTypes: true })
  .filter(entry => entry.isDirectory() && !["node_modules", "dist", "test", "docs"].includes(entry.name))
  .map(({ name }) => name)
  .filter(name => !name.startsWith("."));

test("only who parses text pays for Chevrotain's start-up: nobody imports the parser but by import()", () => {
  const files = folders.flatMap(folder =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter(name => name.endsWith(".ts"))
      .map(name => join(folder, name)),
  );
  expect(files.length).toBeGreaterThan(100);
  const loadersOf = (module: RegExp): readonly string[] =>
    files.filter(file =>
      readFileSync(join(root, file), "utf8")
        .split(/^(?=import |export )/m)
        .some(statement => !statement.startsWith("import type ") && module.test(statement)),
    );
  const parsers = [join("ir", "parse"), join("explore", "spec", "parse")];
  const door = join("explore", "spec", "read-spec.ts");
  const isParser = (file: string): boolean => file === door || parsers.some(folder => file.startsWith(folder));
  expect(loadersOf(/ from "(?:chevrotain|.*\/parse\/[\w-]+\.ts)"/).filter(file => !isParser(file))).toEqual([]);
  expect(loadersOf(/ from ".*\/read-spec\.ts"/)).toEqual([]);
});
