import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../../..");

/** Modules that a file loads as soon as it is loaded itself: no types, and nothing behind `import()`. */
const loadedBy = (file: string): readonly string[] =>
  readFileSync(join(root, file), "utf8")
    .split(/^(?=import |export )/m)
    .filter(statement => !statement.startsWith("import type ") && !statement.startsWith("export type "))
    .flatMap(statement => / from "([^"]+)"/.exec(statement)?.[1] ?? []);

/** The files from `first` to the first that loads Chevrotain; undefined where none does. */
const wayToChevrotain = (first: string): readonly string[] | undefined => {
  const from = new Map<string, string | undefined>([[first, undefined]]);
  for (const file of from.keys())
    for (const module of loadedBy(file)) {
      if (module === "chevrotain") return wayTo(file, from);
      const target = join(dirname(file), module);
      if (module.startsWith(".") && !from.has(target)) from.set(target, file);
    }
  return undefined;
};

const wayTo = (file: string, from: ReadonlyMap<string, string | undefined>): readonly string[] => {
  const before = from.get(file);
  return before === undefined ? [file] : [...wayTo(before, from), file];
};

const commands = readdirSync(join(root, "cli/commands")).map(name => join("cli/commands", name));

test.each(["cli/main.ts", ...commands, "cli/load-network.ts", "cli/optimize.ts", "explore/compile.ts"])(
  "only who parses text pays for Chevrotain's start-up: %s does not load it",
  file => {
    expect(wayToChevrotain(file)).toBeUndefined();
  },
);

test("who reads specifications loads it", () => {
  expect(wayToChevrotain("explore/evaluate/evaluator-of.ts")).toContain("ir/parse/parse.ts");
});
